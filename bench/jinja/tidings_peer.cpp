// Our engine, timed: reads workloads from the file named, writes a line of JSON for each (see run.py). Counts
// what one rendering asks of the heap, and what two threads at once come to.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "jinja/template.h"

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* const memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace tidings {
namespace {

using Clock = std::chrono::steady_clock;

class Pieces final : public jinja::Loader {
public:
    explicit Pieces(const json::object& templates) : templates_(templates) {}

    std::optional<std::string> load(std::string_view name) const override {
        if (!templates_.contains(name)) return std::nullopt;
        return std::string(json::text_or_empty(templates_, name));
    }

private:
    const json::object& templates_;
};

using Templates = std::vector<jinja::Template>;

Templates compile_all(const json::object& workload) {
    const auto pieces = std::make_shared<Pieces>(workload.at("templates").as_object());
    Templates templates;
    for (const json::value& part : workload.at("parts").as_array()) {
        jinja::Options options;
        options.autoescape = part.at("autoescape").as_bool();
        const std::string_view source = part.at("template").as_string();
        templates.push_back(jinja::Template::compile(source, options, pieces).value());
        for (const auto& piece : workload.at("templates").as_object()) {
            jinja::Template::compile(std::string_view(piece.value().as_string()), options, pieces).value();
        }
    }
    return templates;
}

std::size_t render_all(const Templates& templates, const json::object& context) {
    std::size_t bytes = 0;
    for (const jinja::Template& part : templates) bytes += part.render(context).value().size();
    return bytes;
}

double nanoseconds(std::uint64_t count, const std::function<void()>& work) {
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) work();
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// Nanoseconds that one call takes: the best of five.
double timed(double seconds, const std::function<void()>& work) {
    std::uint64_t count = 1;
    double best = nanoseconds(count, work);
    while (best < seconds * 2e8 && count < (1U << 24U)) best = nanoseconds(count *= 2, work);
    for (int i = 0; i < 4; ++i) best = std::min(best, nanoseconds(count, work));
    return best / static_cast<double>(count);
}

// How many times as many renderings two threads do as one.
double scaling(double seconds, const Templates& templates, const json::object& context, double render_ns) {
    const auto count = static_cast<std::uint64_t>(seconds * 1e9 / render_ns) + 1;
    const auto work = [&] { render_all(templates, context); };
    const auto start = Clock::now();
    std::thread other([&] { nanoseconds(count, work); });
    nanoseconds(count, work);
    other.join();
    const double spent = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    return 2 * static_cast<double>(count) * render_ns / spent;
}

json::object measure(const json::object& workload, double seconds) {
    const json::object& context = workload.at("context").as_object();
    const Templates templates = compile_all(workload);
    std::string text;
    for (const jinja::Template& part : templates)
        text += (text.empty() ? "" : "\n") + part.render(context).value();
    const std::uint64_t before = allocations;
    render_all(templates, context);
    const std::uint64_t heap = allocations - before;
    const double render_ns = timed(seconds, [&] { render_all(templates, context); });
    const double compile_ns = timed(seconds, [&] { compile_all(workload); });
    return {{"text", text},
            {"render_ns", render_ns},
            {"compile_ns", compile_ns},
            {"allocations", heap},
            {"scaling", scaling(seconds, templates, context, render_ns)}};
}

int run(const std::string& name, double seconds) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const json::value workloads = json::read(bytes.str()).value();
    for (const json::value& workload : workloads.as_array())
        std::cout << json::write(measure(workload.as_object(), seconds)) << std::endl;
    return 0;
}

}  // namespace
}  // namespace tidings

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: tidings_jinja_peer WORKLOADS.json SECONDS\n";
        return 2;
    }
    return tidings::run(argv[1], std::strtod(argv[2], nullptr));
}

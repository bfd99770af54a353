#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <limits>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/log.h"
#include "simulation/shrink.h"
#include "simulation/world.h"

// tidings_simulation [--seed N] [--seeds COUNT | --deliveries COUNT] [--engine memory|sqlite|cluster]
//                    [--jobs N] [--trace] [--twice] [--stop]
//
// Runs seeds from N on, so many or until so much was delivered, and says of each that fails what is wrong and
// how to run it alone. --trace writes down all that happens, of a seed that fails after it was shrunk;
// --twice runs each seed two times, which have to be the same in every line of that; --stop ends with the
// first that fails.
namespace {

using namespace tidings;
using namespace tidings::simulation;

struct Arguments {
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    std::uint64_t deliveries = 0;  // 0: as many as the seeds make
    std::string engine = "memory";
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
    bool trace = false;
    bool twice = false;
    bool stop = false;
};

bool read_number(const char* text, std::uint64_t& number) {
    const auto [end, fault] = std::from_chars(text, text + std::strlen(text), number);
    return fault == std::errc{} && *end == '\0';
}

bool read(int argc, char** argv, Arguments& arguments) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view flag = argv[i];
        if (flag == "--trace") {
            arguments.trace = true;
        } else if (flag == "--twice") {
            arguments.twice = true;
        } else if (flag == "--stop") {
            arguments.stop = true;
        } else if (i + 1 == argc) {
            return false;
        } else if (flag == "--engine") {
            arguments.engine = argv[++i];
            if (std::ranges::find(Engine::kNames, arguments.engine) == Engine::kNames.end()) return false;
        } else if (flag == "--seed") {
            if (!read_number(argv[++i], arguments.seed)) return false;
        } else if (flag == "--seeds") {
            if (!read_number(argv[++i], arguments.seeds)) return false;
        } else if (flag == "--deliveries") {
            if (!read_number(argv[++i], arguments.deliveries)) return false;
            arguments.seeds = std::numeric_limits<std::uint64_t>::max();
        } else if (flag == "--jobs") {
            if (!read_number(argv[++i], arguments.jobs) || arguments.jobs == 0) return false;
        } else {
            return false;
        }
    }
    return true;
}

void print_line(const std::string& line) {
    fmt::print("{}\n", line);
}

std::vector<std::string> lines_of(std::uint64_t seed, const std::string& engine) {
    std::vector<std::string> lines;
    World world(seed, engine, {}, [&](const std::string& line) { lines.push_back(line); });
    world.run();
    return lines;
}

// Where two runs of a seed begin to differ; empty: nowhere.
std::string difference(std::uint64_t seed, const std::string& engine) {
    const auto first = lines_of(seed, engine);
    const auto second = lines_of(seed, engine);
    const auto [one, other] = std::ranges::mismatch(first, second);
    if (one == first.end() && other == second.end()) return {};
    return fmt::format("the second run differs from line {} on:\n    {}\n    {}", one - first.begin() + 1,
                       one == first.end() ? "(its end)" : *one, other == second.end() ? "(its end)" : *other);
}

class Campaign {
public:
    explicit Campaign(Arguments arguments) : arguments_(std::move(arguments)), next_(arguments_.seed) {}

    int run() {
        const auto began = std::chrono::steady_clock::now();
        std::vector<std::thread> threads;
        for (std::uint64_t i = 0; i < std::min(arguments_.jobs, arguments_.seeds); ++i) {
            threads.emplace_back([this] { work(); });
        }
        for (std::unique_lock lock(printing_);
             !ended_.wait_for(lock, std::chrono::seconds{10}, [this] { return over(); });) {
            tell();
        }
        for (auto& thread : threads) thread.join();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        fmt::print(
            "{}: {} of {} seeds failed; {} events accepted, {} sent, {} delivered, {} troubles, "
            "{} deaths, in {:.1f} s\n",
            arguments_.engine, failed_.load(), done_.load(), accepted_.load(), sends_.load(),
            deliveries_.load(), trouble_.load(), deaths_.load(), took.count());
        return failed_ == 0 ? 0 : 1;
    }

private:
    // Nothing is to be begun any more.
    bool enough() const {
        return (arguments_.stop && failed_ > 0) ||
               (arguments_.deliveries > 0 && deliveries_ >= arguments_.deliveries);
    }

    bool over() const { return done_ == arguments_.seeds || enough(); }

    void work() {
        while (!enough()) {
            const auto seed = next_++;
            if (seed - arguments_.seed >= arguments_.seeds) return;
            run_one(seed);
            ++done_;
            ended_.notify_one();
        }
    }

    void run_one(std::uint64_t seed) {
        if (arguments_.twice) {
            if (const auto found = difference(seed, arguments_.engine); !found.empty()) fail(seed, found);
            return;
        }
        World world(seed, arguments_.engine);
        const auto faults = world.run();
        sends_ += world.sends();
        deliveries_ += world.deliveries();
        deaths_ += world.deaths();
        accepted_ += world.accepted();
        trouble_ += world.trouble().size();
        if (faults.empty()) return;
        std::string text = "with " + world.swarm().str();
        for (const auto& fault : faults) text += "\n    " + fault;
        fail(seed, text);
    }

    void fail(std::uint64_t seed, const std::string& why) {
        ++failed_;
        const std::lock_guard lock(printing_);
        fmt::print("seed {} ({}) failed: {}\n  to see why: ./dev simulate --engine {} --seed {}\n", seed,
                   arguments_.engine, why, arguments_.engine, seed);
        std::fflush(stdout);
    }

    void tell() {
        const auto of = arguments_.deliveries > 0 ? fmt::format("{} delivered", arguments_.deliveries)
                                                  : fmt::format("{} seeds", arguments_.seeds);
        fmt::print(stderr, "  {} seeds, {} delivered, of {}; {} failed\n", done_.load(), deliveries_.load(),
                   of, failed_.load());
    }

    const Arguments arguments_;
    std::atomic<std::uint64_t> next_;
    std::atomic<std::uint64_t> done_ = 0;
    std::atomic<std::uint64_t> failed_ = 0;
    std::atomic<std::uint64_t> sends_ = 0;
    std::atomic<std::uint64_t> deliveries_ = 0;
    std::atomic<std::uint64_t> deaths_ = 0;
    std::atomic<std::uint64_t> accepted_ = 0;
    std::atomic<std::uint64_t> trouble_ = 0;
    std::mutex printing_;
    std::condition_variable ended_;  // a seed has
};

// One seed, to be understood.
int explain(const Arguments& arguments) {
    const auto shrunk = shrink(arguments.seed, arguments.engine);
    World world(arguments.seed, arguments.engine, shrunk.less, print_line);
    const auto faults = world.run();
    fmt::print("\nseed {} ({}) with {}: {}\n", arguments.seed, arguments.engine, world.swarm().str(),
               world.summary());
    if (faults.empty()) {
        fmt::print("nothing is wrong\n");
        return 0;
    }
    fmt::print("shrunk in {} runs to {} rounds and {} pieces of trouble; above is all that happens in it:\n",
               shrunk.runs, world.rounds(), world.trouble().size());
    for (const auto& struck : world.trouble()) fmt::print("  {}\n", struck.what);
    fmt::print("wrong are:\n");
    for (const auto& fault : faults) fmt::print("  {}\n", fault);
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    if (!read(argc, argv, arguments)) {
        fmt::print(
            stderr,
            "usage: {} [--seed N] [--seeds COUNT | --deliveries COUNT] [--engine memory|sqlite|cluster]"
            " [--jobs N] [--trace] [--twice] [--stop]\n",
            argv[0]);
        return 2;
    }
    log::configure(log::Level::off, log::Format::logfmt);
    return arguments.trace ? explain(arguments) : Campaign(arguments).run();
}

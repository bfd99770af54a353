#include <charconv>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "base/log.h"
#include "simulation/world.h"

// tidings_simulation [--seed N] [--seeds COUNT] [--engine memory|sqlite] [--verbose]
//
// Runs seeds N to N + COUNT - 1 and says of each that fails what is wrong and how to run it alone.
namespace {

struct Arguments {
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    std::string engine = "memory";
    bool verbose = false;
};

bool read_number(const char* text, std::uint64_t& number) {
    const auto [end, fault] = std::from_chars(text, text + std::strlen(text), number);
    return fault == std::errc{} && *end == '\0';
}

bool read(int argc, char** argv, Arguments& arguments) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view flag = argv[i];
        if (flag == "--verbose") {
            arguments.verbose = true;
            continue;
        }
        if (i + 1 == argc) return false;
        const char* value = argv[++i];
        if (flag == "--engine") {
            arguments.engine = value;
            if (arguments.engine != "memory" && arguments.engine != "sqlite") return false;
        } else if (flag == "--seed") {
            if (!read_number(value, arguments.seed)) return false;
        } else if (flag == "--seeds") {
            if (!read_number(value, arguments.seeds)) return false;
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    if (!read(argc, argv, arguments)) {
        fmt::print(stderr, "usage: {} [--seed N] [--seeds COUNT] [--engine memory|sqlite] [--verbose]\n",
                   argv[0]);
        return 2;
    }
    tidings::log::configure(arguments.verbose ? tidings::log::Level::debug : tidings::log::Level::off,
                            tidings::log::Format::logfmt);
    int failed = 0;
    for (auto seed = arguments.seed; seed < arguments.seed + arguments.seeds; ++seed) {
        tidings::simulation::World world(seed, arguments.engine, arguments.verbose);
        const auto faults = world.run();
        if (arguments.verbose) fmt::print("seed {}: {}; {}\n", seed, world.swarm().str(), world.summary());
        if (faults.empty()) continue;
        ++failed;
        fmt::print("seed {} failed, with {}\n", seed, world.swarm().str());
        for (const auto& fault : faults) fmt::print("  {}\n", fault);
        fmt::print("  again: {} --seed {} --engine {}\n", argv[0], seed, arguments.engine);
    }
    fmt::print("{} of {} seeds failed ({})\n", failed, arguments.seeds, arguments.engine);
    return failed == 0 ? 0 : 1;
}

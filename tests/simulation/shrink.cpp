#include "simulation/shrink.h"

#include <algorithm>

namespace tidings::simulation {
namespace {

// The name of the invariant that is broken.
std::string name_of(const std::string& fault) {
    return fault.substr(0, fault.find(':'));
}

class Shrinker {
public:
    Shrinker(std::uint64_t seed, const std::string& engine) : seed_(seed), engine_(engine) { try_with({}); }

    Shrunk shrink() {
        if (best_.faults.empty()) return best_;
        shorten();
        leave_out_kinds();
        leave_out_trouble();
        shorten();
        return best_;
    }

private:
    // Whether it still fails so, and in the same way.
    bool try_with(const Less& less) {
        World world(seed_, engine_, less);
        auto faults = world.run();
        ++best_.runs;
        if (faults.empty()) return false;
        if (!best_.faults.empty() && name_of(faults.front()) != name_of(best_.faults.front())) return false;
        best_.less = less;
        best_.faults = std::move(faults);
        best_.trouble = world.trouble();
        best_.rounds = world.rounds();
        best_.kinds = world.swarm().str();
        return true;
    }

    void shorten() {
        for (bool again = true; again && best_.rounds > 1;) {
            again = false;
            for (const std::uint64_t eighths : {1, 2, 4, 6, 7}) {
                Less less = best_.less;
                less.rounds = best_.rounds * eighths / 8;
                if (!try_with(less)) continue;
                again = true;
                break;
            }
        }
    }

    void leave_out_kinds() {
        for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
            Less less = best_.less;
            less.kinds.insert(kind);
            try_with(less);
        }
    }

    // Halves, quarters and so on, and those one by one that are left.
    void leave_out_trouble() {
        for (std::size_t share = best_.trouble.size(); share > 0;) {
            share = std::min((share + 1) / 2, best_.trouble.size());
            bool any = false;
            for (std::size_t from = 0; from < best_.trouble.size();) {
                if (try_without(from, share)) {
                    any = true;
                } else {
                    from += share;
                }
            }
            if (share == 1 && !any) break;
        }
    }

    bool try_without(std::size_t from, std::size_t count) {
        Less less = best_.less;
        less.only_trouble.emplace();
        for (std::size_t i = 0; i < best_.trouble.size(); ++i) {
            if (i < from || i >= from + count) less.only_trouble->insert(best_.trouble[i].number);
        }
        return try_with(less);
    }

    std::uint64_t seed_;
    std::string engine_;
    Shrunk best_;
};

}  // namespace

Shrunk shrink(std::uint64_t seed, const std::string& engine) {
    return Shrinker(seed, engine).shrink();
}

}  // namespace tidings::simulation

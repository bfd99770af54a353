#include "http/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace tidings::http {
namespace {

struct Case {
    rlim_t soft;
    rlim_t hard;
    std::size_t wanted;
    std::size_t got;
    rlim_t soft_then;
};

// In a process of its own: a hard limit that was lowered stays so.
void expect(const Case& c) {
    const auto in_child = [&] {
        const rlimit before{c.soft, c.hard};
        if (::setrlimit(RLIMIT_NOFILE, &before) != 0) std::exit(2);
        const std::size_t got = connections_within_limit(c.wanted);
        rlimit after{};
        ::getrlimit(RLIMIT_NOFILE, &after);
        std::exit(got == c.got && after.rlim_cur == c.soft_then ? 0 : 1);
    };
    EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(0), "")
        << c.soft << " of " << c.hard << " for " << c.wanted;
}

TEST(Descriptors, OthersOfTheProgramAreLeftTheirs) {
    expect({.soft = 1024, .hard = 1024, .wanted = 10, .got = 10, .soft_then = 1024});
    expect({.soft = 1024, .hard = 1024, .wanted = 10'000, .got = 512, .soft_then = 1024});
    expect({.soft = 1200, .hard = 1200, .wanted = 10'000, .got = 688, .soft_then = 1200});
    expect({.soft = 64, .hard = 64, .wanted = 10'000, .got = 32, .soft_then = 64});
}

TEST(Descriptors, TheSoftLimitIsRaisedAsFarAsNeeded) {
    expect({.soft = 256, .hard = 1200, .wanted = 500, .got = 500, .soft_then = 1012});
    expect({.soft = 256, .hard = 1200, .wanted = 10'000, .got = 688, .soft_then = 1200});
}

}  // namespace
}  // namespace tidings::http

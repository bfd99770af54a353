#include <atomic>
#include <deque>

#include <gtest/gtest.h>
#include <malloc.h>

#include "http/raw_client_test.h"

// What clients can make the server hold.
namespace tidings::http::testing {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

std::string gets(int count) {
    std::string requests;
    for (int i = 0; i < count; ++i) requests += get("/large");
    return requests;
}

// Answers with `size` bytes, or, for "/now", with none; counts the former.
Handler large(std::size_t size, std::atomic<int>& asked) {
    return [size, &asked](Request&& request, Responder&& responder) {
        if (request.path == "/now") return responder.answer({204, {}, ""});
        ++asked;
        responder.answer(respond(200, "text/plain", std::string(size, 'x')));
    };
}

int status_now(int port) {
    RawClient client(port);
    client.send(get("/now"));
    return status_of(client.response());
}

TEST(Memory, OfAPipelineThatIsNotReadOnlyTheFirstAnswersAreMade) {
    std::atomic<int> asked = 0;
    RunningServer server(large(4 * kMegabyte, asked));
    RawClient client(server.port());
    client.send(gets(60));
    ASSERT_TRUE(client.has_input(10'000));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(status_now(server.port()), 204);
    // The kernel's buffers take some megabytes.
    EXPECT_LE(asked, 10);
    for (int i = 0; i < 60; ++i) ASSERT_EQ(body_of(client.response()).size(), 4 * kMegabyte);
}

TEST(Memory, AnswersThatNobodyReadsShareABudget) {
    ServerOptions options;
    options.unsent_bytes = kMegabyte;
    std::atomic<int> asked = 0;
    RunningServer server(options, large(50 * kMegabyte, asked));
    {
        RawClient hog(server.port());
        hog.send(get("/large"));
        ASSERT_TRUE(hog.has_input(10'000));
        RawClient other(server.port());
        other.send(get("/now"));
        const std::string refusal = other.response();
        EXPECT_EQ(status_of(refusal), 503);
        EXPECT_TRUE(has_header(refusal, "Retry-After: 1"));
        EXPECT_TRUE(other.at_end());
        EXPECT_EQ(body_of(hog.response()).size(), 50 * kMegabyte);
        EXPECT_EQ(status_now(server.port()), 204);
        hog.send(get("/large"));
        ASSERT_TRUE(hog.has_input(10'000));
        hog.reset();
    }
    // What a client that is gone did not read counts no more, as soon as the server has seen it go.
    while (status_now(server.port()) == 503) {
    }
    EXPECT_EQ(status_now(server.port()), 204);
}

TEST(Memory, StreamsThatNobodyReadsCountToo) {
    ServerOptions options;
    options.unsent_bytes = 100'000;
    std::optional<Stream> stream;
    RunningServer server(options, [&](Request&& request, Responder&& responder) {
        if (request.path == "/now") return responder.answer({204, {}, ""});
        stream = responder.stream({200, {}, ""});
    });
    RawClient reader(server.port());
    reader.send(get("/stream"));
    reader.read_until("\r\n\r\n");
    // Until the kernel takes no more; long before the stream is cut off.
    while (status_now(server.port()) != 503) ASSERT_TRUE(stream->write(std::string(20'000, 'x')));
    reader.reset();
    while (status_now(server.port()) == 503) {
    }
    EXPECT_FALSE(stream->alive());
}

TEST(Memory, AnIdleConnectionHoldsLittle) {
    constexpr int kCount = 200;
    RunningServer server([](Request&&, Responder&& responder) { responder.answer({204, {}, ""}); });
    std::deque<RawClient> clients;
    const auto before = mallinfo2().uordblks;
    for (int i = 0; i < kCount; ++i) {
        RawClient& client = clients.emplace_back(server.port());
        // A head and a body that come in pieces, so that they have to be kept.
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\nX: " + std::string(15'000, 'x'));
        EXPECT_EQ(status_now(server.port()), 204);
        client.send("\r\n\r\n" + std::string(100'000, 'x'));
        EXPECT_EQ(status_of(client.response()), 204);
    }
    EXPECT_LT((mallinfo2().uordblks - before) / kCount, 8'192U);
}

TEST(Memory, AnIdleConnectionHoldsNothingOfALargeAnswer) {
    constexpr int kCount = 10;
    std::atomic<int> asked = 0;
    RunningServer server(large(4 * kMegabyte, asked));
    std::deque<RawClient> clients;
    const auto before = mallinfo2().uordblks;
    for (int i = 0; i < kCount; ++i) {
        RawClient& client = clients.emplace_back(server.port());
        client.send(get("/large"));
        client.read_until("\r\n\r\n");
        // In pieces, because what the client keeps counts, too.
        for (std::size_t left = 4 * kMegabyte; left > 0; left -= 50'000) client.read(50'000);
        EXPECT_EQ(status_now(server.port()), 204);
    }
    EXPECT_LT((mallinfo2().uordblks - before) / kCount, kMegabyte);
}

}  // namespace
}  // namespace tidings::http::testing

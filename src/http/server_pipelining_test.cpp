#include <condition_variable>
#include <deque>
#include <mutex>

#include <gtest/gtest.h>

#include "http/raw_client_test.h"

namespace tidings::http::testing {
namespace {

// Keeps requests until the test answers them.
class Desk {
public:
    Handler handler() {
        return [this](Request&& request, Responder&& responder) {
            const std::lock_guard lock(mutex_);
            waiting_.emplace_back(request.path, std::move(responder));
            changed_.notify_all();
        };
    }

    // Waits for `count` requests in all; false when they do not come within 10 s.
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return waiting_.size() >= count; });
    }

    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

    // Answers the request that came as `index`-th with its own path.
    void answer(std::size_t index) {
        std::unique_lock lock(mutex_);
        auto& [path, responder] = waiting_[index];
        Responder taken = std::move(responder);
        const std::string body = path;
        lock.unlock();
        taken.answer(respond(200, "text/plain", body));
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<std::string, Responder>> waiting_;
};

std::string gets(int from, int to) {
    std::string requests;
    for (int i = from; i < to; ++i) requests += get("/" + std::to_string(i));
    return requests;
}

TEST(Pipelining, AnswersKeepTheOrderOfTheRequests) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(gets(0, 5));
    ASSERT_TRUE(desk.wait_for(5));
    for (const std::size_t index : {4U, 2U, 0U, 3U, 1U}) desk.answer(index);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(body_of(client.response()), "/" + std::to_string(i));
}

TEST(Pipelining, AnEarlyAnswerWaitsForThoseBeforeIt) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(gets(0, 2));
    ASSERT_TRUE(desk.wait_for(2));
    desk.answer(1);
    EXPECT_FALSE(client.has_input(50));
    desk.answer(0);
    EXPECT_EQ(body_of(client.response()), "/0");
    EXPECT_EQ(body_of(client.response()), "/1");
}

TEST(Pipelining, ManyThreadsMayAnswer) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(gets(0, 60));
    ASSERT_TRUE(desk.wait_for(60));
    std::vector<std::thread> threads;
    for (std::size_t part = 0; part < 4; ++part) {
        threads.emplace_back([&desk, part] {
            for (std::size_t i = part; i < 60; i += 4) desk.answer(59 - i);
        });
    }
    for (int i = 0; i < 60; ++i) EXPECT_EQ(body_of(client.response()), "/" + std::to_string(i));
    for (auto& thread : threads) thread.join();
}

TEST(Pipelining, AConnectionThatIsOwed64AnswersIsNotRead) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(gets(0, 70));
    ASSERT_TRUE(desk.wait_for(64));
    // A request of another client has passed through the loop: the 65th had its chance.
    RawClient other(server.port());
    other.send(get("/other"));
    ASSERT_TRUE(desk.wait_for(65));
    EXPECT_EQ(desk.size(), 65U);
    desk.answer(0);
    ASSERT_TRUE(desk.wait_for(66));
    EXPECT_EQ(desk.size(), 66U);
    for (std::size_t i = 1; i < 64; ++i) desk.answer(i);
    ASSERT_TRUE(desk.wait_for(71));
    for (std::size_t i = 65; i < 71; ++i) desk.answer(i);
    for (int i = 0; i < 70; ++i) EXPECT_EQ(body_of(client.response()), "/" + std::to_string(i));
}

TEST(Pipelining, AConnectionThatIsOwedAnswersTakesNoMoreInputThanItsBuffers) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(gets(0, 64));
    ASSERT_TRUE(desk.wait_for(64));
    // Far more than the kernel's buffers take: the client's sending must come to a halt.
    std::thread flood([&] {
        const std::string more = gets(0, 1000);
        for (int i = 0; i < 2000 && client.send(more); ++i) {
        }
    });
    server.stop(std::chrono::milliseconds(0));
    flood.join();
    EXPECT_EQ(desk.size(), 64U);
}

TEST(Pipelining, ARefusalComesBehindTheAnswersBeforeIt) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(get("/0") + "BAD\r\n\r\n" + get("/never"));
    ASSERT_TRUE(desk.wait_for(1));
    EXPECT_FALSE(client.has_input(50));
    desk.answer(0);
    const std::string first = client.response();
    EXPECT_EQ(body_of(first), "/0");
    EXPECT_FALSE(has_header(first, "Connection: close"));
    const std::string second = client.response();
    EXPECT_EQ(status_of(second), 400);
    EXPECT_TRUE(has_header(second, "Connection: close"));
    EXPECT_TRUE(client.at_end());
    EXPECT_EQ(desk.size(), 1U);
}

TEST(Pipelining, NothingIsReadBehindAClose) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send("GET /0 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + get("/1"));
    ASSERT_TRUE(desk.wait_for(1));
    desk.answer(0);
    EXPECT_TRUE(has_header(client.response(), "Connection: close"));
    EXPECT_TRUE(client.at_end());
    EXPECT_EQ(desk.size(), 1U);
}

TEST(Pipelining, ContinueWaitsForTheAnswersBeforeIt) {
    Desk desk;
    RunningServer server(desk.handler());
    RawClient client(server.port());
    client.send(get("/0") +
                "POST /1 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    ASSERT_TRUE(desk.wait_for(1));
    EXPECT_FALSE(client.has_input(50));
    desk.answer(0);
    EXPECT_EQ(body_of(client.response()), "/0");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("x");
    ASSERT_TRUE(desk.wait_for(2));
    desk.answer(1);
    EXPECT_EQ(body_of(client.response()), "/1");
}

}  // namespace
}  // namespace tidings::http::testing

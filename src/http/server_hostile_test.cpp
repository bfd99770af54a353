#include <gtest/gtest.h>

#include "base/json.h"
#include "http/raw_client_test.h"

namespace tidings::http::testing {
namespace {

using std::chrono::milliseconds;

// Short ones for a test that waits for them, long ones for all others.
ServerOptions timeouts(milliseconds header, milliseconds body, milliseconds idle, milliseconds write) {
    ServerOptions options;
    options.header_timeout = header;
    options.body_timeout = body;
    options.idle_timeout = idle;
    options.write_timeout = write;
    return options;
}

constexpr milliseconds kShort{40};

void expect_refusal(std::string_view response, int status) {
    EXPECT_EQ(status_of(response), status) << response;
    EXPECT_TRUE(has_header(response, "Connection: close")) << response;
    EXPECT_TRUE(has_header(response, "Content-Type: application/problem+json")) << response;
    const auto body = json::read(body_of(response));
    ASSERT_TRUE(body) << response;
    EXPECT_EQ(body->at("status"), status);
}

TEST(HostileClient, IsRefusedWithAProblemAndTheEndOfTheConnection) {
    const std::vector<std::pair<std::string, int>> cases{
        {"GET / HTTP/1.1\r\n\r\n", 400},                                                        // no Host
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},                                  //
        {"GET / HTTP/1.1\nHost: a\n\n", 400},                                                   // bare LF
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},                                            //
        {"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},                               // folded
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},  //
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413},
        {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"GET / HTTP/1.1\r\nHost: a\r\nExpect: gold\r\n\r\n", 417},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17'000, 'a') + "\r\n\r\n", 431},
        {"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n", 400},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"\x16\x03\x01\x02", 400},
    };
    RunningServer server(echo);
    for (const auto& [request, status] : cases) {
        RawClient client(server.port());
        client.send(request);
        expect_refusal(client.response(), status);
        EXPECT_TRUE(client.at_end()) << request.substr(0, 60);
    }
}

TEST(HostileClient, ThousandsOfHeadersAreRefused) {
    RunningServer server(echo);
    RawClient client(server.port());
    std::string request = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 5000; ++i) request += "A: b\r\n";
    client.send(request + "\r\n");
    expect_refusal(client.response(), 431);
}

TEST(HostileClient, StillSendingGetsTheRefusalInsteadOfAReset) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n" +
                std::string(4'000'000, 'x'));
    expect_refusal(client.response(), 413);
    EXPECT_TRUE(client.at_end());
}

TEST(HostileClient, TouchesNoOtherConnection) {
    RunningServer server(echo);
    RawClient good(server.port());
    good.send("GET /good HT");
    for (int i = 0; i < 20; ++i) {
        RawClient(server.port()).send("garbage\r\n");
        RawClient(server.port()).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
        RawClient resetting(server.port());
        resetting.send(get("/"));
        resetting.reset();
    }
    good.send("TP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(body_of(good.response()), "GET /good ");
}

TEST(HostileClient, BeyondTheMaximumOfConnectionsIsTurnedAway) {
    ServerOptions options;
    options.connections = 2;
    RunningServer server(options, echo);
    {
        RawClient first(server.port());
        RawClient second(server.port());
        first.send(get("/1"));
        second.send(get("/2"));
        EXPECT_EQ(status_of(first.response()), 200);
        EXPECT_EQ(status_of(second.response()), 200);
        RawClient third(server.port());
        const std::string response = third.response();
        expect_refusal(response, 503);
        EXPECT_TRUE(has_header(response, "Retry-After: 1"));
        EXPECT_TRUE(third.at_end());
        first.send(get("/1"));
        EXPECT_EQ(status_of(first.response()), 200);
    }
    // As soon as the server has seen one leave, there is room again.
    int status = 503;
    while (status == 503) {
        RawClient next(server.port());
        next.send(get("/"));
        status = status_of(next.response());
    }
    EXPECT_EQ(status, 200);
}

TEST(HostileClient, BodiesBeingReadShareABudget) {
    ServerOptions options;
    options.unread_body_bytes = 100'000;
    RunningServer server(options, echo);
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n";
    RawClient first(server.port());
    first.send(head + std::string(80'000, 'x'));
    // Whichever of the two the server reads first, together they are too much.
    RawClient second(server.port());
    second.send(head + std::string(80'000, 'x'));
    const bool first_refused = [&] {
        while (true) {
            if (first.has_input(5)) return true;
            if (second.has_input(5)) return false;
        }
    }();
    expect_refusal((first_refused ? first : second).response(), 503);
    RawClient& left = first_refused ? second : first;
    left.send(std::string(10'000, 'y'));
    EXPECT_EQ(status_of(left.response()), 200);
}

TEST(SlowClient, ThatSendsNothingIsClosedSilently) {
    RunningServer server(timeouts(kShort, kLong, kLong, kLong), echo);
    EXPECT_TRUE(RawClient(server.port()).at_end());
}

TEST(SlowClient, WhoseHeadTricklesGetsA408) {
    RunningServer server(timeouts(kShort, kLong, kLong, kLong), echo);
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\n");
    // Each byte is in time by itself; the head as a whole is not.
    while (!client.has_input(10)) client.send("X");
    expect_refusal(client.response(), 408);
}

TEST(SlowClient, WhoseBodyTricklesGetsA408) {
    RunningServer server(timeouts(kLong, kShort, kLong, kLong), echo);
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    while (!client.has_input(10)) client.send("x");
    expect_refusal(client.response(), 408);
}

TEST(SlowClient, ThatIsIdleBetweenRequestsIsClosedSilently) {
    RunningServer server(timeouts(kLong, kLong, kShort, kLong), echo);
    RawClient client(server.port());
    client.send(get("/"));
    EXPECT_EQ(status_of(client.response()), 200);
    EXPECT_TRUE(client.at_end());
}

TEST(SlowClient, ThatWaitsForItsAnswerIsNotTimedOut) {
    std::optional<Responder> kept;
    RunningServer server(timeouts(kShort, kShort, kShort, kShort),
                         [&](Request&& request, Responder&& responder) {
                             if (request.path == "/now")
                                 return echo(std::move(request), std::move(responder));
                             kept = std::move(responder);
                         });
    RawClient waiting(server.port());
    waiting.send(get("/later"));
    // An idle client comes and is timed out meanwhile, three times.
    for (int i = 0; i < 3; ++i) {
        RawClient other(server.port());
        other.send(get("/now"));
        other.response();
        EXPECT_TRUE(other.at_end());
    }
    EXPECT_TRUE(kept->alive());
    kept->answer({204, {}, ""});
    EXPECT_EQ(status_of(waiting.response()), 204);
}

TEST(SlowClient, ThatDoesNotReadItsAnswerIsCutOff) {
    RunningServer server(timeouts(kLong, kLong, kLong, kShort), [](Request&&, Responder&& responder) {
        // NOLINTNEXTLINE(bugprone-string-constructor): more than what sockets hold
        responder.answer(respond(200, "text/plain", std::string(20'000'000, 'x')));
    });
    RawClient client(server.port());
    client.send(get("/"));
    // The answer has begun, and is not read until the server has given up.
    ASSERT_TRUE(client.has_input(10'000));
    while (client.send("x")) std::this_thread::yield();
    EXPECT_LT(client.read_all().size(), 20'000'000U);
}

TEST(SlowClient, ThatDoesNotCloseAfterItsLastAnswerIsClosed) {
    ServerOptions options;
    options.linger_timeout = kShort;
    RunningServer server(options, echo);
    RawClient client(server.port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(status_of(client.response()), 200);
    // The server closes for good: what is sent then is answered with a reset.
    while (client.send("x")) std::this_thread::yield();
}

}  // namespace
}  // namespace tidings::http::testing

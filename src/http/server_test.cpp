#include "http/server.h"

#include <future>
#include <mutex>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/problem.h"
#include "http/raw_client_test.h"
#include "http/router.h"

namespace tidings::http::testing {
namespace {

std::string post(std::string_view more, std::string_view body = "") {
    return "POST /x HTTP/1.1\r\nHost: here\r\n" + std::string(more) + "\r\n" + std::string(body);
}

TEST(Server, AnswersARequest) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(get("/a"));
    EXPECT_EQ(client.response(),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
              "Cache-Control: no-store\r\nContent-Length: 7\r\n\r\nGET /a ");
}

TEST(Server, KeepsAConnectionForManyRequests) {
    RunningServer server(echo);
    RawClient client(server.port());
    for (int i = 0; i < 200; ++i) {
        client.send(get("/" + std::to_string(i)));
        ASSERT_EQ(body_of(client.response()), "GET /" + std::to_string(i) + " ");
    }
}

TEST(Server, TellsTheDateOfTheClockItIsGiven) {
    ServerOptions options;
    options.now = [] { return parse_rfc3339("1994-11-06T08:49:37Z").value(); };
    RunningServer server(options, echo);
    RawClient client(server.port());
    client.send(get("/"));
    EXPECT_TRUE(has_header(client.response(), "Date: Sun, 06 Nov 1994 08:49:37 GMT"));
}

TEST(Server, DoesNotSayWhatItIs) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(get("/"));
    EXPECT_EQ(to_lower(client.response()).find("server:"), std::string::npos);
}

TEST(Server, ListensOnIpv6) {
    ServerOptions options;
    options.listen = "[::1]:0";
    RunningServer server(options, [](Request&& request, Responder&& responder) {
        responder.answer(respond(200, "text/plain", request.peer));
    });
    RawClient client(server.port(), "::1");
    client.send(get("/"));
    EXPECT_EQ(body_of(client.response()), "::1");
}

TEST(Server, TellsThePeersAddress) {
    RunningServer server([](Request&& request, Responder&& responder) {
        responder.answer(respond(200, "text/plain", request.peer));
    });
    RawClient client(server.port());
    client.send(get("/"));
    EXPECT_EQ(body_of(client.response()), "127.0.0.1");
}

TEST(Server, RefusesAddressesThatAreNone) {
    for (const auto* listen : {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                               "127.0.0.1:8o", "::1:80", "[::1]", "[127.0.0.1]:0", "example.org:80"}) {
        ServerOptions options;
        options.listen = listen;
        const auto started = Server(options, echo).start();
        ASSERT_FALSE(started) << listen;
        EXPECT_EQ(started.error().code, Errc::invalid) << listen;
    }
}

TEST(Server, SaysWhenTheAddressIsTaken) {
    RunningServer first(echo);
    ServerOptions options;
    options.listen = "localhost:" + std::to_string(first.port());
    const auto started = Server(options, echo).start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::unavailable);
    EXPECT_NE(started.error().message.find(options.listen), std::string::npos);
}

TEST(Server, HeadHasNoBody) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get("/b"));
    EXPECT_TRUE(has_header(client.response(true), "Content-Length: 8"));
    EXPECT_EQ(body_of(client.response()), "GET /b ");
}

TEST(Server, TakesBodiesWithALengthAndInChunks) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(post("Content-Length: 5\r\n", "hello"));
    EXPECT_EQ(body_of(client.response()), "POST /x hello");
    client.send(post("Transfer-Encoding: chunked\r\n", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"));
    EXPECT_EQ(body_of(client.response()), "POST /x hello");
}

TEST(Server, TakesARequestByteByByte) {
    RunningServer server(echo);
    RawClient client(server.port());
    for (const char c : post("Content-Length: 3\r\n", "abc")) client.send({&c, 1});
    EXPECT_EQ(body_of(client.response()), "POST /x abc");
}

TEST(Server, TakesBodiesUpToTheirLimit) {
    RunningServer server([](Request&& request, Responder&& responder) {
        responder.answer(respond(200, "text/plain", std::to_string(request.body.size())));
    });
    RawClient client(server.port());
    client.send(post("Content-Length: 1048576\r\n", std::string(kBodyMax, 'x')));
    EXPECT_EQ(body_of(client.response()), "1048576");
    client.send(post(
        "Content-Type: Application/CloudEvents-Batch+JSON ; charset=UTF-8\r\nContent-Length: 8388608\r\n",
        std::string(kBatchBodyMax, 'x')));
    EXPECT_EQ(body_of(client.response()), "8388608");
}

TEST(Server, SaysContinueToAClientThatWaits) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(post("Expect: 100-continue\r\nContent-Length: 2\r\n"));
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hi");
    EXPECT_EQ(body_of(client.response()), "POST /x hi");
}

TEST(Server, DoesNotSayContinueToABodyItRefuses) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(post("Expect: 100-continue\r\nContent-Length: 2000000\r\n"));
    EXPECT_EQ(status_of(client.response()), 413);
    EXPECT_TRUE(client.at_end());
}

TEST(Server, ClosesWhenTheClientAsks) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(post("Connection: close\r\n"));
    EXPECT_TRUE(has_header(client.response(), "Connection: close"));
    EXPECT_TRUE(client.at_end());
}

TEST(Server, Http10ClosesUnlessAskedNotTo) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(has_header(client.response(), "Connection: keep-alive"));
    client.send("GET /b HTTP/1.0\r\n\r\n");
    EXPECT_EQ(body_of(client.response()), "GET /b ");
    EXPECT_TRUE(client.at_end());
}

TEST(Server, AnswersAClientThatHasEndedItsSide) {
    RunningServer server(echo);
    RawClient client(server.port());
    client.send(get("/a") + get("/b"));
    client.end_sending();
    EXPECT_EQ(body_of(client.response()), "GET /a ");
    EXPECT_EQ(body_of(client.response()), "GET /b ");
    EXPECT_TRUE(client.at_end());
}

TEST(Server, ADroppedRequestIsA500AndTheConnectionGoesOn) {
    RunningServer server([](Request&& request, Responder&& responder) {
        if (request.path == "/drop") return;
        if (request.path == "/throw") throw std::runtime_error("a bug");
        echo(std::move(request), std::move(responder));
    });
    RawClient client(server.port());
    client.send(get("/drop"));
    EXPECT_EQ(status_of(client.response()), 500);
    client.send(get("/throw"));
    EXPECT_EQ(status_of(client.response()), 500);
    client.send(get("/on"));
    EXPECT_EQ(body_of(client.response()), "GET /on ");
}

TEST(Server, ServesARouter) {
    Router router;
    router.add("GET", "/v1/{id}", [](Request&& request, Responder&& responder) {
        responder.answer(respond(200, "text/plain", request.path_value("id")));
    });
    RunningServer server(router);
    RawClient client(server.port());
    client.send(get("/v1/a%20b") + get("/v1/%zz") + get("/none") + post(""));
    EXPECT_EQ(body_of(client.response()), "a b");
    EXPECT_EQ(status_of(client.response()), 400);
    EXPECT_EQ(status_of(client.response()), 404);
    EXPECT_EQ(status_of(client.response()), 404);
    client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(status_of(client.response()), 204);
}

TEST(Server, SendsLargeAnswersToASlowReader) {
    const std::string large(3'000'000, 'x');
    RunningServer server(
        [&](Request&&, Responder&& responder) { responder.answer(respond(200, "text/plain", large)); });
    RawClient client(server.port());
    client.send(get("/") + get("/") + get("/"));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(body_of(client.response()) == large) << i;
}

TEST(Server, AnswersFromAnotherThreadAndAfterwards) {
    std::promise<Responder> waiting;
    RunningServer server([&](Request&&, Responder&& responder) { waiting.set_value(std::move(responder)); });
    RawClient client(server.port());
    client.send(get("/"));
    Responder responder = waiting.get_future().get();
    EXPECT_TRUE(responder.alive());
    responder.answer(respond(202, "text/plain", "later"));
    EXPECT_EQ(body_of(client.response()), "later");
}

TEST(Server, AResponderLearnsThatItsClientIsGone) {
    std::promise<Responder> waiting;
    RunningServer server([&](Request&& request, Responder&& responder) {
        if (request.path == "/probe") return echo(std::move(request), std::move(responder));
        waiting.set_value(std::move(responder));
    });
    for (const bool closing : {false, true}) {
        waiting = {};
        RawClient client(server.port());
        client.send(closing ? post("Connection: close\r\n") : get("/"));
        Responder responder = waiting.get_future().get();
        client.reset();
        while (responder.alive()) {
            // Each probe is a turn of the server's loop, in which it can notice.
            RawClient probe(server.port());
            probe.send(get("/probe"));
            probe.response();
        }
        responder.answer({200, {}, "to nobody"});
    }
}

TEST(Server, AResponderLearnsThatItsClientHasEndedItsSideAndStillAnswersIt) {
    std::promise<Responder> waiting;
    RunningServer server([&](Request&& request, Responder&& responder) {
        if (request.path == "/probe") return echo(std::move(request), std::move(responder));
        waiting.set_value(std::move(responder));
    });
    RawClient client(server.port());
    client.send(get("/"));
    Responder responder = waiting.get_future().get();
    EXPECT_FALSE(responder.ended());
    client.end_sending();
    while (!responder.ended()) {
        RawClient probe(server.port());
        probe.send(get("/probe"));
        probe.response();
    }
    EXPECT_TRUE(responder.alive());
    responder.answer(respond(200, "text/plain", "at last"));
    EXPECT_EQ(body_of(client.response()), "at last");
}

TEST(Server, RespondersOutliveTheServer) {
    std::promise<Responder> waiting;
    std::optional<Responder> kept;
    {
        RunningServer server(
            [&](Request&&, Responder&& responder) { waiting.set_value(std::move(responder)); });
        RawClient client(server.port());
        client.send(get("/"));
        kept = waiting.get_future().get();
    }
    EXPECT_FALSE(kept->alive());
    kept->answer({200, {}, "too late"});
}

TEST(Server, StreamsUntilTheStreamEnds) {
    std::promise<Stream> opened;
    RunningServer server([&](Request&&, Responder&& responder) {
        opened.set_value(responder.stream(respond(200, "text/event-stream", "")));
    });
    RawClient client(server.port());
    client.send(get("/"));
    {
        Stream stream = opened.get_future().get();
        EXPECT_TRUE(has_header(client.read_until("\r\n\r\n"), "Transfer-Encoding: chunked"));
        EXPECT_TRUE(stream.write("one"));
        EXPECT_EQ(client.read(8), "3\r\none\r\n");
        EXPECT_TRUE(stream.write("four"));
        EXPECT_EQ(client.read(9), "4\r\nfour\r\n");
    }
    EXPECT_EQ(client.read(5), "0\r\n\r\n");
}

TEST(Server, StreamsToHttp10UntilTheEndOfTheConnection) {
    RunningServer server(
        [](Request&&, Responder&& responder) { responder.stream({200, {}, "a"}).write("b"); });
    RawClient client(server.port());
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(has_header(client.read_until("\r\n\r\n"), "Connection: close"));
    EXPECT_EQ(client.read_all(), "ab");
}

TEST(Server, AStreamLearnsThatItsClientHasLeft) {
    std::promise<Stream> opened;
    RunningServer server(
        [&](Request&&, Responder&& responder) { opened.set_value(responder.stream({200, {}, ""})); });
    std::optional<Stream> stream;
    {
        RawClient client(server.port());
        client.send(get("/"));
        stream = opened.get_future().get();
        client.read_until("\r\n\r\n");
    }
    while (stream->write("x")) std::this_thread::yield();
    EXPECT_FALSE(stream->alive());
}

TEST(Server, AStreamThatIsNotReadIsCutOff) {
    std::promise<Stream> opened;
    RunningServer server(
        [&](Request&&, Responder&& responder) { opened.set_value(responder.stream({200, {}, ""})); });
    RawClient client(server.port());
    client.send(get("/"));
    Stream stream = opened.get_future().get();
    std::size_t taken = 0;
    while (stream.alive() && taken < 1'000'000'000) {
        if (stream.write(std::string(64 * 1024, 'x'))) taken += 64 * 1024;
    }
    EXPECT_FALSE(stream.alive());
}

}  // namespace
}  // namespace tidings::http::testing

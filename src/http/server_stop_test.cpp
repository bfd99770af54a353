#include <future>

#include <gtest/gtest.h>

#include "http/raw_client_test.h"

namespace tidings::http::testing {
namespace {

using std::chrono::milliseconds;

// These clients do not close, and the server need not wait for it.
ServerOptions short_linger() {
    ServerOptions options;
    options.linger_timeout = milliseconds(20);
    return options;
}

TEST(ServerStop, WithoutConnectionsRunReturns) {
    RunningServer server(short_linger(), echo);
    server.stop(kLong);
}

TEST(ServerStop, BeforeRunIsNotLost) {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    Server server(options, echo);
    server.start().value();
    server.stop(kLong);
    server.run();
}

TEST(ServerStop, MayBeCalledTwice) {
    RunningServer server(short_linger(), echo);
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    Server other(options, echo);
    other.start().value();
    other.stop(kLong);
    other.stop(kLong);
    other.run();
}

TEST(ServerStop, ClosesIdleConnections) {
    RunningServer server(short_linger(), echo);
    RawClient fresh(server.port());
    RawClient used(server.port());
    used.send(get("/"));
    used.response();
    server.stop(kLong);
    EXPECT_TRUE(used.at_end());
}

TEST(ServerStop, AnswersWhatIsInFlightAndCloses) {
    std::promise<Responder> waiting;
    RunningServer server(short_linger(),
                         [&](Request&&, Responder&& responder) { waiting.set_value(std::move(responder)); });
    RawClient client(server.port());
    client.send(get("/"));
    Responder responder = waiting.get_future().get();
    std::thread stopping([&] { server.stop(kLong); });
    // Once nobody is let in the drain has begun.
    EXPECT_TRUE(RawClient(server.port()).is_turned_away());
    responder.answer({204, {}, ""});
    const std::string response = client.response();
    EXPECT_EQ(status_of(response), 204);
    EXPECT_TRUE(has_header(response, "Connection: close"));
    EXPECT_TRUE(client.at_end());
    stopping.join();
}

// They had come before the end began, but the thread was busy.
TEST(ServerStop, AnswersWhatNobodyHasReadYet) {
    std::promise<void> entered;
    std::promise<void> go;
    RunningServer server(short_linger(), [&](Request&& request, Responder&& responder) {
        if (request.path == "/first") {
            entered.set_value();
            go.get_future().wait();
        }
        echo(std::move(request), std::move(responder));
    });
    RawClient idle(server.port());
    idle.send(get("/idle"));
    idle.response();
    RawClient first(server.port());
    first.send(get("/first"));
    entered.get_future().wait();
    idle.send(get("/again"));
    RawClient fresh(server.port());  // which nobody has accepted
    fresh.send(get("/fresh"));
    std::thread stopping([&] { server.stop(kLong); });
    go.set_value();
    for (RawClient* client : {&first, &idle, &fresh}) EXPECT_EQ(status_of(client->response()), 200);
    stopping.join();
}

TEST(ServerStop, FinishesARequestThatHasBegun) {
    RunningServer server(short_linger(), echo);
    RawClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    client.read_until("\r\n\r\n");  // the server has the head
    std::thread stopping([&] { server.stop(kLong); });
    EXPECT_TRUE(RawClient(server.port()).is_turned_away());
    client.send("body" + get("/not-any-more"));
    const std::string response = client.response();
    EXPECT_EQ(body_of(response), "POST /x body");
    EXPECT_TRUE(has_header(response, "Connection: close"));
    EXPECT_TRUE(client.at_end());
    stopping.join();
}

TEST(ServerStop, EndsStreams) {
    std::promise<Stream> opened;
    RunningServer server(short_linger(), [&](Request&&, Responder&& responder) {
        opened.set_value(responder.stream({200, {}, "x"}));
    });
    RawClient client(server.port());
    client.send(get("/"));
    Stream stream = opened.get_future().get();
    client.read_until("\r\n\r\n");
    std::thread stopping([&] { server.stop(kLong); });
    EXPECT_EQ(client.read_all(), "1\r\nx\r\n0\r\n\r\n");
    stopping.join();
    EXPECT_FALSE(stream.alive());
}

TEST(ServerStop, TheGraceEnds) {
    std::promise<Responder> waiting;
    RunningServer server(short_linger(),
                         [&](Request&&, Responder&& responder) { waiting.set_value(std::move(responder)); });
    RawClient client(server.port());
    client.send(get("/"));
    const Responder responder = waiting.get_future().get();
    server.stop(milliseconds(20));
    EXPECT_TRUE(client.at_end());
    EXPECT_FALSE(responder.alive());
}

}  // namespace
}  // namespace tidings::http::testing

#include <mutex>

#include <gtest/gtest.h>

#include "http/raw_client_test.h"

// Where a proxy and this server could disagree about a request's end, nothing behind it is taken for another
// one.
namespace tidings::http::testing {
namespace {

using namespace std::string_literals;

const std::string kSmuggled = get("/smuggled");

// Of each, the head's end and a body are written out, because where they are is the question.
const std::vector<std::string> kAmbiguous{
    // Two lengths, or two ways of telling it.
    "Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "Content-Length: 44\r\nContent-Length: 0\r\n\r\n",
    "Content-Length: 0, 44\r\n\r\n",
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
    // Names and values that one reader takes for a framing header and another does not.
    "Content-Length : 0\r\n\r\n",
    "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding:\vchunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "Transfer\0-Encoding: chunked\r\n\r\n0\r\n\r\n"s,
    "Content-Length: +0\r\n\r\n",
    "Content-Length: -0\r\n\r\n",
    "Content-Length: 0x0\r\n\r\n",
    "Content-Length: 0 0\r\n\r\n",
    "Content-Length:\r\n\r\n",
    // Ends of heads.
    "X: y\r\n\n",
    "X: y\n\r\n",
    "X: y\n\n",
    "X: y\r\n\r\r\n",
    // Chunks.
    "Transfer-Encoding: chunked\r\n\r\n0\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
    "Transfer-Encoding: chunked\r\n\r\n0 \r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0;\r\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n1\r\nx\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0\r\n X: folded\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0\r\nX : y\r\n\r\n",
};

class Smuggling : public ::testing::Test {
protected:
    // What the handler was asked for over a connection that was sent `bytes`.
    std::vector<std::string> asked(std::string_view bytes) {
        paths_.clear();
        RawClient client(server_.port());
        client.send(bytes);
        client.end_sending();
        last_answers_ = client.read_all();
        const std::lock_guard lock(mutex_);
        return paths_;
    }

    std::mutex mutex_;
    std::vector<std::string> paths_;
    std::string last_answers_;
    RunningServer server_{[this](Request&& request, Responder&& responder) {
        const std::lock_guard lock(mutex_);
        paths_.push_back(request.path + (request.body.empty() ? "" : " " + request.body));
        responder.answer({204, {}, ""});
    }};
};

TEST_F(Smuggling, AnAmbiguousRequestIsRefusedAndNothingBehindItIsRead) {
    for (const std::string& rest : kAmbiguous) {
        const auto paths = asked("POST /front HTTP/1.1\r\nHost: h\r\n" + rest + kSmuggled);
        EXPECT_EQ(paths, std::vector<std::string>{}) << rest;
        EXPECT_EQ(status_of(last_answers_), 400) << rest;
    }
}

TEST_F(Smuggling, ABodyIsNoRequest) {
    const std::string length = std::to_string(kSmuggled.size());
    EXPECT_EQ(asked("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + kSmuggled),
              (std::vector{"/a " + kSmuggled}));
    EXPECT_EQ(
        asked("GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + kSmuggled + get("/b")),
        (std::vector<std::string>{"/a " + kSmuggled, "/b"}));
}

TEST_F(Smuggling, AProtocolThatIsAskedForIsNotSpokenAndWhatFollowsIsARequest) {
    for (const std::string upgrade :
         {"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nConnection: Upgrade, "
          "HTTP2-Settings\r\n",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"}) {
        EXPECT_EQ(asked("GET /a HTTP/1.1\r\nHost: h\r\n" + upgrade + "\r\n" + get("/b")),
                  (std::vector<std::string>{"/a", "/b"}));
        EXPECT_EQ(status_of(last_answers_), 204);
    }
    EXPECT_EQ(asked("CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n" + get("/b")), std::vector<std::string>{});
    EXPECT_EQ(status_of(last_answers_), 400);
}

TEST_F(Smuggling, ARequestThatEndsWithItsConnectionIsNotAsked) {
    for (const std::string_view half :
         {"GET /a HTTP/1.1\r\nHost: h\r\n", "GET /a HTTP/1.1\r\nHost: h\r\n\r",
          "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab",
          "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"}) {
        EXPECT_EQ(asked(half), std::vector<std::string>{}) << half;
        EXPECT_EQ(last_answers_, "") << half;
    }
    EXPECT_EQ(asked(get("/whole") + "GET /half HT"), (std::vector<std::string>{"/whole"}));
}

}  // namespace
}  // namespace tidings::http::testing

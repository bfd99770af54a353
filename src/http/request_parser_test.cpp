#include "http/request_parser.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::http {
namespace {

using State = RequestParser::State;

ParserLimits limits_of_100_bytes() {
    ParserLimits limits;
    limits.body_bytes = [](const Request&) { return std::size_t{100}; };
    return limits;
}

const ParserLimits kLimits = limits_of_100_bytes();

// A request with Host and `more` header lines (each ended by CRLF), then `body`.
std::string post(std::string_view more, std::string_view body = "") {
    return "POST /x HTTP/1.1\r\nHost: h\r\n" + std::string(more) + "\r\n" + std::string(body);
}

// The status of the refusal, or 0 when the whole text is one complete request, or -1 when it is unfinished.
int verdict(std::string_view text, const ParserLimits& limits = kLimits) {
    RequestParser parser(limits);
    const State state = parser.feed(text);
    if (state == State::refused) return parser.refusal().status;
    return state == State::complete && text.empty() ? 0 : -1;
}

Request parsed(std::string_view text) {
    RequestParser parser(kLimits);
    EXPECT_EQ(parser.feed(text), State::complete);
    return parser.take();
}

bool keeps_alive(std::string_view text) {
    RequestParser parser(kLimits);
    EXPECT_EQ(parser.feed(text), State::complete) << parser.refusal().detail;
    return parser.keep_alive();
}

TEST(RequestParser, TakesARequestApart) {
    const Request request = parsed(
        "PUT /v1/u%20x?a=b HTTP/1.1\r\nHost: h:80\r\nX-One:  two words \t\r\n"
        "Empty:\r\nContent-Length: 4\r\n\r\nbody");
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.path, "/v1/u%20x");
    EXPECT_EQ(request.query, "a=b");
    EXPECT_EQ(*request.header("x-one"), "two words");
    EXPECT_EQ(*request.header("empty"), "");
    EXPECT_EQ(request.header("absent"), nullptr);
    EXPECT_EQ(request.body, "body");
}

TEST(RequestParser, KeepsRepeatedHeadersApart) {
    const Request request = parsed(post("X-A: 1\r\nx-a: 2\r\n"));
    EXPECT_EQ(request.header_count("x-a"), 2U);
    EXPECT_EQ(*request.header("x-a"), "1");
}

TEST(RequestParser, LeavesTheNextRequestInTheInput) {
    const std::string text = post("Content-Length: 2\r\n", "ab") + post("");
    std::string_view input = text;
    RequestParser parser(kLimits);
    EXPECT_EQ(parser.feed(input), State::complete);
    EXPECT_EQ(parser.take().body, "ab");
    EXPECT_EQ(parser.state(), State::idle);
    EXPECT_EQ(input, post(""));
    EXPECT_EQ(parser.feed(input), State::complete);
    EXPECT_EQ(parser.take().body, "");
}

TEST(RequestParser, TellsHowFarItHasCome) {
    RequestParser parser(kLimits);
    const auto feed = [&](std::string_view piece) { return parser.feed(piece); };
    EXPECT_EQ(feed(""), State::idle);
    EXPECT_EQ(feed("P"), State::head);
    EXPECT_EQ(feed("OST / HTTP/1.1\r\n"), State::head);
    EXPECT_EQ(feed("Host: h\r\nContent-Length: 1\r\n\r\n"), State::body);
    EXPECT_EQ(feed("x"), State::complete);
}

// Wherever the network cuts, the outcome is the same.
RC_GTEST_PROP(RequestParser, PiecesMakeNoDifference, ()) {
    const auto text = *rc::gen::element<std::string>(
        post("Content-Length: 5\r\n", "12345"),
        post("Transfer-Encoding: chunked\r\n", "3;a=b\r\nabc\r\n0\r\nT: t\r\n\r\n"), post("X: a\r\n b\r\n"),
        post("Bad Name: x\r\n"), "GET / HTTP/2.0\r\n\r\n", "\r\n" + post(""), post("A: b\n"));
    const auto cuts = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 20));
    RequestParser parser(kLimits);
    std::string_view rest = text;
    for (const std::size_t cut : cuts) {
        std::string_view piece = rest.substr(0, cut);
        rest.remove_prefix(piece.size());
        parser.feed(piece);
    }
    parser.feed(rest);
    RC_ASSERT((parser.state() == State::refused ? parser.refusal().status : 0) == verdict(text));
}

RC_GTEST_PROP(RequestParser, AnyBytesEndInAStateOfItsOwn, (const std::string& bytes)) {
    RequestParser parser(kLimits);
    std::string_view input = bytes;
    const State state = parser.feed(input);
    RC_ASSERT(state == State::complete || state == State::refused || input.empty());
}

TEST(RequestParser, OneEmptyLineBeforeARequestIsSkipped) {
    EXPECT_EQ(verdict("\r\n" + post("")), 0);
    EXPECT_EQ(verdict("\r\n\r\n" + post("")), 400);
}

TEST(RequestParser, LinesEndInCrLfOnly) {
    EXPECT_EQ(verdict("GET / HTTP/1.1\nHost: h\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: h\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: h\r\n\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.1\rHost: h\r\n\r\n"), 400);
    EXPECT_EQ(verdict(post("A: b\rC: d\r\n")), 400);
    EXPECT_EQ(verdict(post("A: b\r\r\n")), 400);
    EXPECT_EQ(verdict("\n" + post("")), 400);
}

TEST(RequestParser, RequestLinesAreThreeWordsWithSingleSpaces) {
    for (const auto* line :
         {"GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET /a b HTTP/1.1",
          "G(T / HTTP/1.1", "/ HTTP/1.1", "GET\t/\tHTTP/1.1", "GET / http/1.1", "GET / HTTP/1.10",
          "GET / HTTP/0.9", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / XTTP/1.1"}) {
        EXPECT_EQ(verdict(std::string(line) + "\r\nHost: h\r\n\r\n"), 400) << line;
    }
}

TEST(RequestParser, LongMethodsAreRefused) {
    EXPECT_EQ(verdict(std::string(32, 'A') + " / HTTP/1.1\r\nHost: h\r\n\r\n"), 0);
    EXPECT_EQ(verdict(std::string(33, 'A') + " / HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
}

TEST(RequestParser, OtherProtocolsAreRefusedAtTheirFirstByte) {
    EXPECT_EQ(verdict("\x16\x03\x01"), 400);  // TLS
    EXPECT_EQ(verdict("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400);
    EXPECT_EQ(verdict(std::string_view("\0", 1)), 400);
}

TEST(RequestParser, TargetsHaveALimit) {
    const auto with_target = [](std::size_t size) {
        return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
    };
    EXPECT_EQ(verdict(with_target(8 * 1024)), 0);
    EXPECT_EQ(verdict(with_target(8 * 1024 + 1)), 414);
    EXPECT_EQ(verdict("GET /" + std::string(20'000, 'a')), 414);
}

TEST(RequestParser, HeadersHaveALimitInBytes) {
    const std::string line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
    std::string headers;
    for (int i = 0; i < 16; ++i) headers += line;
    EXPECT_EQ(verdict(post(headers)), 0);
    EXPECT_EQ(verdict(post(headers + line)), 431);
    EXPECT_EQ(verdict(post("X: " + std::string(20'000, 'x'))), 431);
}

TEST(RequestParser, HeadersHaveALimitInNumber) {
    std::string headers;
    for (int i = 0; i < 99; ++i) headers += "A: b\r\n";
    EXPECT_EQ(verdict(post(headers)), 0);
    EXPECT_EQ(verdict(post(headers + "A: b\r\n")), 431);
}

TEST(RequestParser, MalformedHeadersAreRefused) {
    for (const auto* line : {"Name : v", " Name: v", "\tName: v", ": v", "Name", "Na me: v", "N\x01me: v",
                             "N\xc3\xa9: v", "Name: a\x01z", "Name: a\x7f", "(x): y"}) {
        EXPECT_EQ(verdict(post(std::string(line) + "\r\n")), 400) << line;
    }
    EXPECT_EQ(verdict(post(std::string("A: b\0c\r\n", 8))), 400);
    EXPECT_EQ(verdict(post("A: tab\there\r\n")), 0);
    EXPECT_EQ(verdict(post("A: caf\xe9\r\n")), 0);
}

TEST(RequestParser, FoldedLinesAreRefused) {
    EXPECT_EQ(verdict(post("A: b\r\n c\r\n")), 400);
    EXPECT_EQ(verdict(post("A:\r\n\tc\r\n")), 400);
}

TEST(RequestParser, AskForExactlyOneHost) {
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(verdict("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), 0);
    for (const auto* host : {"a b", "a,b", "a/b", "u@h", "a\tb"}) {
        EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"), 400) << host;
    }
}

TEST(RequestParser, TheTargetsAuthorityReplacesTheHost) {
    EXPECT_EQ(*parsed("GET http://real:1/x HTTP/1.1\r\nHost: other\r\n\r\n").header("host"), "real:1");
    EXPECT_EQ(verdict("GET http://real/x HTTP/1.1\r\n\r\n"), 400);
}

TEST(RequestParser, ContentLengthIsOneNumber) {
    for (const auto* value : {"", "-1", "+1", "1,1", "1, 1", "0x1", "1 1", "1.0", "a", "18446744073709551616",
                              "99999999999999999999999"}) {
        EXPECT_EQ(verdict(post("Content-Length: " + std::string(value) + "\r\n", "x")), 400) << value;
    }
    EXPECT_EQ(verdict(post("Content-Length: 1\r\nContent-Length: 1\r\n", "x")), 400);
    EXPECT_EQ(verdict(post("Content-Length: 0\r\nContent-Length: 0\r\n")), 400);
    EXPECT_EQ(verdict(post("Content-Length: 001\r\n", "x")), 0);
}

TEST(RequestParser, TransferEncodingIsChunkedAndNothingElse) {
    for (const auto* value : {"gzip", "gzip, chunked", "chunked, chunked", "chunked;q=1", "identity",
                              "xchunked", "", "chunked,", "\"chunked\"", "chunked\vx"}) {
        EXPECT_EQ(verdict(post("Transfer-Encoding: " + std::string(value) + "\r\n", "0\r\n\r\n")), 400)
            << value;
    }
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
              400);
    EXPECT_EQ(verdict(post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n")), 0);
}

TEST(RequestParser, LengthAndTransferEncodingExcludeEachOther) {
    EXPECT_EQ(verdict(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")), 400);
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n")), 400);
}

TEST(RequestParser, Http10HasNoTransferEncoding) {
    EXPECT_EQ(verdict("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST(RequestParser, ChunksAreJoined) {
    EXPECT_EQ(
        parsed(post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n"))
            .body,
        "abc0123456789");
}

TEST(RequestParser, TrailersAreCheckedAndDropped) {
    const Request request = parsed(post("Transfer-Encoding: chunked\r\n", "0\r\nHost: evil\r\nX: y\r\n\r\n"));
    EXPECT_EQ(*request.header("host"), "h");
    EXPECT_EQ(request.header("x"), nullptr);
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", "0\r\nX : y\r\n\r\n")), 400);
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(20'000, 'y'))), 431);
}

TEST(RequestParser, MalformedChunksAreRefused) {
    for (const auto* body :
         {"\r\n", "g\r\n", "-1\r\n", "0x3\r\nabc\r\n", "3 \r\nabc\r\n", " 3\r\nabc\r\n", "3\nabc\r\n",
          "3\r\nabcd\r\n", "3\r\nabc\n", "3\r\nabcX\r\n", "11111111111111111\r\n", "3;\x01\r\nabc\r\n"}) {
        EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", body)), 400) << body;
    }
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", "3;" + std::string(300, 'x'))), 400);
}

TEST(RequestParser, BodiesHaveALimit) {
    EXPECT_EQ(verdict(post("Content-Length: 100\r\n", std::string(100, 'x'))), 0);
    EXPECT_EQ(verdict(post("Content-Length: 101\r\n")), 413);
    EXPECT_EQ(verdict(post("Content-Length: 18446744073709551615\r\n")), 413);
    const std::string chunk = "32\r\n" + std::string(50, 'x') + "\r\n";
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n")), 0);
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", chunk + chunk + "1\r\n")), 413);
    EXPECT_EQ(verdict(post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n")), 413);
}

TEST(RequestParser, TheBodysLimitMayDependOnTheHead) {
    ParserLimits limits;
    limits.body_bytes = [](const Request& head) {
        return head.header("x-large") != nullptr ? std::size_t{9} : 0U;
    };
    EXPECT_EQ(verdict(post("Content-Length: 9\r\n", "123456789"), limits), 413);
    EXPECT_EQ(verdict(post("X-Large: 1\r\nContent-Length: 9\r\n", "123456789"), limits), 0);
}

TEST(RequestParser, KeepAliveFollowsTheVersionAndTheHeader) {
    EXPECT_TRUE(keeps_alive(post("")));
    EXPECT_FALSE(keeps_alive(post("Connection: Close\r\n")));
    EXPECT_FALSE(keeps_alive(post("Connection: keep-alive, close\r\n")));
    EXPECT_FALSE(keeps_alive(post("Connection: close\r\nConnection: keep-alive\r\n")));
    EXPECT_FALSE(keeps_alive("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps_alive("GET / HTTP/1.0\r\nConnection: x , Keep-Alive\r\n\r\n"));
}

TEST(RequestParser, ACloseOfOneRequestIsNotTheNexts) {
    RequestParser parser(kLimits);
    const std::string text = post("Connection: close\r\n") + post("");
    std::string_view input = text;
    parser.feed(input);
    parser.take();
    parser.feed(input);
    EXPECT_TRUE(parser.keep_alive());
}

TEST(RequestParser, AnExpectationIsToldOnceAndOnlyWhileTheClientWaits) {
    RequestParser parser(kLimits);
    std::string head = post("Expect: 100-Continue\r\nContent-Length: 3\r\n");
    std::string_view input = head;
    EXPECT_EQ(parser.feed(input), State::body);
    EXPECT_TRUE(parser.take_expectation());
    EXPECT_FALSE(parser.take_expectation());

    RequestParser impatient(kLimits);
    head += "a";
    input = head;
    EXPECT_EQ(impatient.feed(input), State::body);
    EXPECT_FALSE(impatient.take_expectation());
}

TEST(RequestParser, UnknownExpectationsAreRefused) {
    EXPECT_EQ(verdict(post("Expect: a-pony\r\n")), 417);
    EXPECT_EQ(verdict("GET / HTTP/1.0\r\nExpect: a-pony\r\n\r\n"), 0);
}

TEST(RequestParser, RefusesForGood) {
    RequestParser parser(kLimits);
    std::string_view input = "\x16";
    parser.feed(input);
    const std::string good = post("");
    input = good;
    EXPECT_EQ(parser.feed(input), State::refused);
}

}  // namespace
}  // namespace tidings::http

#include "http/response_writer.h"

#include <gtest/gtest.h>

namespace tidings::http {
namespace {

// What every answer has besides its own headers.
constexpr std::string_view kGuards =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-store\r\n";

// Without them, which must be there.
std::string without_guards(std::string out) {
    const std::size_t at = out.find(kGuards);
    EXPECT_NE(at, std::string::npos) << out;
    return at == std::string::npos ? out : out.erase(at, kGuards.size());
}

std::string written_whole(const Response& response, const Framing& framing = {}) {
    std::string out;
    write_response(response, framing, out);
    return out;
}

std::string written(const Response& response, const Framing& framing = {}) {
    return without_guards(written_whole(response, framing));
}

TEST(ResponseWriter, WritesLengthAndBody) {
    EXPECT_EQ(written(respond(201, "text/plain", "hello")),
              "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
}

TEST(ResponseWriter, TellsTheDateWhereThereIsOne) {
    EXPECT_EQ(written({200, {}, ""}, {.date = "D"}),
              "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, HeadHasTheLengthWithoutTheBody) {
    EXPECT_EQ(written({200, {}, "hello"}, {.head_only = true}),
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

TEST(ResponseWriter, NoContentHasNeitherLengthNorBody) {
    EXPECT_EQ(written({204, {}, "x"}), "HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_EQ(written({304, {}, "x"}), "HTTP/1.1 304 Not Modified\r\n\r\n");
}

TEST(ResponseWriter, AHandlerMayGuardItsAnswerAnotherWay) {
    const std::string out = written_whole({200, {{"cache-control", "max-age=60"}}, "a"});
    EXPECT_EQ(out,
              "HTTP/1.1 200 OK\r\ncache-control: max-age=60\r\nX-Content-Type-Options: nosniff\r\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
              "Content-Length: 1\r\n\r\na");
}

TEST(ResponseWriter, SaysWhatBecomesOfTheConnection) {
    EXPECT_EQ(written({204, {}, ""}, {.keep_alive = false}),
              "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(written({204, {}, ""}, {.http11 = false}),
              "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
}

TEST(ResponseWriter, FramingHeadersOfHandlersAreIgnored) {
    const Response response{
        200, {{"content-length", "99"}, {"Transfer-Encoding", "x"}, {"CONNECTION", "x"}, {"Date", "x"}}, "a"};
    EXPECT_EQ(written(response), "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
}

TEST(ResponseWriter, AHeaderThatWouldSplitTheMessageBecomesA500) {
    for (const auto& header :
         Fields{{"Location", "/x\r\nSet-Cookie: a=b"}, {"Bad Name", "x"}, {"", "x"}, {"A", "\n"}}) {
        const std::string out = written({200, {header}, "secret"});
        EXPECT_TRUE(out.starts_with("HTTP/1.1 500 Internal Server Error\r\n")) << header.first;
        EXPECT_EQ(out.find("Set-Cookie"), std::string::npos);
    }
}

TEST(ResponseWriter, AStatusThatIsNoneBecomesA500) {
    EXPECT_TRUE(written({0, {}, ""}).starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(written({100, {}, ""}).starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(written({1000, {}, ""}).starts_with("HTTP/1.1 500 "));
}

TEST(ResponseWriter, StreamsAreChunkedForHttp11) {
    std::string out;
    write_stream_head({200, {{"Content-Type", "text/event-stream"}}, "first"}, {}, out);
    write_chunk("", true, out);
    write_chunk(std::string(16, 'x'), true, out);
    write_last_chunk(true, out);
    EXPECT_EQ(without_guards(out),
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\nfirst\r\n10\r\nxxxxxxxxxxxxxxxx\r\n0\r\n\r\n");
}

TEST(ResponseWriter, StreamsAreBareForHttp10) {
    std::string out;
    write_stream_head({200, {}, ""}, {.http11 = false, .keep_alive = false}, out);
    write_chunk("abc", false, out);
    write_last_chunk(false, out);
    EXPECT_EQ(without_guards(out), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
}

TEST(HttpDate, IsWrittenInItsFixedForm) {
    EXPECT_EQ(http_date(parse_rfc3339("1994-11-06T08:49:37.9Z").value()), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(parse_rfc3339("2026-02-28T23:59:59Z").value()), "Sat, 28 Feb 2026 23:59:59 GMT");
}

}  // namespace
}  // namespace tidings::http

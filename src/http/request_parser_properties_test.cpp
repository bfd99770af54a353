#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/request_parser.h"
#include "http/syntax.h"

// What is sent is what is read, wherever the network cuts it.
namespace tidings::http {
namespace {

using State = RequestParser::State;

constexpr std::size_t kBodyMax = 4096;

ParserLimits limits() {
    ParserLimits limits;
    limits.body_bytes = [](const Request&) { return kBodyMax; };
    return limits;
}

const ParserLimits kWideLimits = limits();

// A request, and how it goes over the wire.
struct Sent {
    Request request;
    std::string wire;
};

std::ostream& operator<<(std::ostream& out, const Sent& sent) {
    return out << sent.wire;
}

rc::Gen<std::string> text_of(std::string characters, std::size_t most) {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, most + 1), [characters](std::size_t size) {
        return rc::gen::container<std::string>(size, rc::gen::elementOf(characters));
    });
}

std::string token() {
    return "x" + *text_of("abzAZ09!#$%&'*+-.^_`|~", 12);
}

// As a value stands in a header: no white space at its ends.
std::string value() {
    return std::string(trim(*text_of("az AZ,;:\"()\t\xc3\xa9=/", 20)));
}

std::string header_line(const std::string& name, const std::string& value) {
    const std::string around = *text_of(" \t", 2);
    return name + ":" + around + value + around + "\r\n";
}

std::string chunked(std::string_view body) {
    std::string out;
    while (!body.empty()) {
        const std::size_t size = *rc::gen::inRange<std::size_t>(1, body.size() + 1);
        const bool padded = *rc::gen::arbitrary<bool>();
        out += padded ? fmt::format("{:08X}", size) : fmt::format("{:x}", size);
        if (*rc::gen::arbitrary<bool>()) out += ";a=\"b\"";
        out.append("\r\n").append(body.substr(0, size)).append("\r\n");
        body.remove_prefix(size);
    }
    out += "0\r\n";
    if (*rc::gen::arbitrary<bool>()) out += header_line(token(), value());
    return out + "\r\n";
}

// Adds the body to both, with its length or in chunks.
void add_body(Sent& sent) {
    Request& request = sent.request;
    request.body = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    if (*rc::gen::arbitrary<bool>()) {
        request.headers.emplace_back("transfer-encoding", "chunked");
        sent.wire += "Transfer-Encoding: chunked\r\n\r\n" + chunked(request.body);
        return;
    }
    const std::string length = std::to_string(request.body.size());
    request.headers.emplace_back("content-length", length);
    sent.wire += "Content-Length: " + length + "\r\n\r\n" + request.body;
}

rc::Gen<Sent> a_request() {
    return rc::gen::exec([] {
        Sent sent;
        Request& request = sent.request;
        request.method = token();
        request.path = "/" + *text_of("az09/%-._~!$&'()*+,;=:@|", 30);
        request.query = *text_of("az09/?%-._~&=+", 20);
        sent.wire = request.method + " " + request.path;
        if (!request.query.empty()) sent.wire += "?" + request.query;
        sent.wire += " HTTP/1.1\r\nHost: here\r\n";
        request.headers.emplace_back("host", "here");
        for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
            const std::string name = token();
            request.headers.emplace_back(to_lower(name), value());
            sent.wire += header_line(name, request.headers.back().second);
        }
        add_body(sent);
        return sent;
    });
}

void expect_same(const Request& read, const Request& sent) {
    RC_ASSERT(read.method == sent.method);
    RC_ASSERT(read.path == sent.path);
    RC_ASSERT(read.query == sent.query);
    RC_ASSERT(read.headers == sent.headers);
    RC_ASSERT(read.body == sent.body);
}

RC_GTEST_PROP(RequestParser, ReadsWhatWasSentCutAtAnyByte, ()) {
    const Sent sent = *a_request();
    for (std::size_t cut = 0; cut < sent.wire.size(); ++cut) {
        RequestParser parser(kWideLimits);
        std::string_view front = std::string_view(sent.wire).substr(0, cut);
        std::string_view back = std::string_view(sent.wire).substr(cut);
        RC_ASSERT(parser.feed(front) != State::complete);
        RC_ASSERT(parser.feed(back) == State::complete);
        RC_ASSERT(back.empty());
        expect_same(parser.take(), sent.request);
    }
}

RC_GTEST_PROP(RequestParser, ReadsPipelinedRequestsByteByByte, ()) {
    const auto all = *rc::gen::container<std::vector<Sent>>(a_request());
    RequestParser parser(kWideLimits);
    for (const Sent& sent : all) {
        for (std::size_t i = 0; i < sent.wire.size(); ++i) {
            std::string_view byte = std::string_view(sent.wire).substr(i, 1);
            const State state = parser.feed(byte);
            RC_ASSERT((state == State::complete) == (i + 1 == sent.wire.size()));
        }
        expect_same(parser.take(), sent.request);
        RC_ASSERT(parser.state() == State::idle);
    }
}

}  // namespace
}  // namespace tidings::http

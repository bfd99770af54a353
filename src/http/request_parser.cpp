#include "http/request_parser.h"

#include <algorithm>
#include <charconv>

#include "http/give_back.h"
#include "http/syntax.h"
#include "http/target.h"

namespace tidings::http {
namespace {

constexpr std::size_t kMethodMax = 32;
constexpr std::size_t kVersionSize = std::string_view("HTTP/1.1").size();
// A size of 16 digits, and extensions that nobody sends.
constexpr std::size_t kChunkLineMax = 256;
// Larger bodies grow as they come, so that a length that is only claimed costs no memory.
constexpr std::size_t kReserveMax = 16 * 1024;
// An empty line buffer larger than this is given back: it would be an idle connection's.
constexpr std::size_t kLineKept = 256;

}  // namespace

RequestParser::State RequestParser::feed(std::string_view& bytes) {
    while (!bytes.empty() && stage_ != Stage::complete && stage_ != Stage::refused) {
        if (stage_ == Stage::body || stage_ == Stage::chunk_data) {
            take_body(bytes);
            continue;
        }
        std::string_view line;
        if (!next_line(bytes, line)) break;
        on_line(line);
        line_.clear();
    }
    return state();
}

RequestParser::State RequestParser::state() const {
    switch (stage_) {
        case Stage::start:
            return line_.empty() ? State::idle : State::head;
        case Stage::headers:
            return State::head;
        case Stage::complete:
            return State::complete;
        case Stage::refused:
            return State::refused;
        default:
            return State::body;
    }
}

bool RequestParser::take_expectation() {
    return std::exchange(expects_continue_, false);
}

Request RequestParser::take() {
    Request request = std::move(request_);
    request_ = {};
    authority_.clear();
    stage_ = Stage::start;
    header_bytes_ = 0;
    if (line_.capacity() > kLineKept) give_back(line_);
    blank_line_seen_ = close_asked_ = chunked_ = has_length_ = expects_continue_ = false;
    left_ = 0;
    return request;
}

void RequestParser::abandon() {
    stage_ = Stage::refused;
    give_back(line_);
    give_back(request_.body);
    request_ = {};
}

void RequestParser::refuse(int status, std::string_view detail) {
    stage_ = Stage::refused;
    refusal_ = {status, std::string(detail)};
}

// The next whole line without its end; it points into `bytes` or `line_`.
bool RequestParser::next_line(std::string_view& bytes, std::string_view& line) {
    if (stage_ == Stage::start && line_.empty() && !is_token_char(bytes.front()) && bytes.front() != '\r') {
        // Said at once: a client that speaks TLS or another protocol may never send the end of a line.
        refuse(400, "this is no HTTP request");
        return false;
    }
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
    if (!check_room(line_.size() + piece.size())) return false;
    bytes.remove_prefix(piece.size());
    if (end == std::string_view::npos || !line_.empty()) line_ += piece;
    if (end == std::string_view::npos) return false;

    line = line_.empty() ? piece : std::string_view(line_);
    if (stage_ == Stage::headers || stage_ == Stage::trailers) header_bytes_ += line.size();
    if (line.size() < 2 || line.find('\r') != line.size() - 2) {
        refuse(400, "lines end in CR LF, and neither stands alone");
        return false;
    }
    line.remove_suffix(2);
    return true;
}

bool RequestParser::check_room(std::size_t line_size) {
    switch (stage_) {
        case Stage::start:
            if (line_size <= kMethodMax + limits_.target_bytes + kVersionSize + 4) return true;
            refuse(414, "the request line is too long");
            return false;
        case Stage::headers:
        case Stage::trailers:
            if (header_bytes_ + line_size <= limits_.header_bytes) return true;
            refuse(431, "the headers are too large");
            return false;
        default:
            if (line_size <= kChunkLineMax) return true;
            refuse(400, "a chunk's size line is too long");
            return false;
    }
}

void RequestParser::on_line(std::string_view line) {
    switch (stage_) {
        case Stage::start:
            return on_start_line(line);
        case Stage::headers:
            return line.empty() ? on_head_end() : on_header(line);
        case Stage::chunk_size:
            return on_chunk_size(line);
        case Stage::chunk_end:
            if (!line.empty()) return refuse(400, "a chunk is longer than its size says");
            stage_ = Stage::chunk_size;
            return;
        default:
            break;
    }
    if (line.empty()) {
        stage_ = Stage::complete;
        return;
    }
    std::string_view name;
    std::string_view value;
    split_header(line, name, value);  // a trailer is checked and dropped: none means anything to us
}

void RequestParser::on_start_line(std::string_view line) {
    if (line.empty()) {
        // RFC 9112, 2.2: old clients send an empty line behind a body.
        if (blank_line_seen_) return refuse(400, "an empty line stands where a request begins");
        blank_line_seen_ = true;
        return;
    }
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    const std::string_view method = line.substr(0, first);
    if (!is_token(method) || method.size() > kMethodMax) return refuse(400, "the method is malformed");
    if (first == std::string_view::npos || first == last) {
        return refuse(400, "the request line is not \"method target version\"");
    }
    request_.method = method;
    if (on_version(line.substr(last + 1))) on_target(line.substr(first + 1, last - first - 1));
}

bool RequestParser::on_version(std::string_view version) {
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        refuse(400, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        return false;
    }
    http11_ = version.back() == '1';
    keep_alive_ = http11_;
    return true;
}

void RequestParser::on_target(std::string_view target) {
    if (target.size() > limits_.target_bytes) return refuse(414, "the request target is too long");
    const auto parts = split_target(request_.method, target);
    if (!parts) return refuse(400, "the request target is malformed, or meant for a proxy");
    request_.path = parts->path;
    request_.query = parts->query;
    authority_ = parts->authority;
    stage_ = Stage::headers;
}

bool RequestParser::split_header(std::string_view line, std::string_view& name, std::string_view& value) {
    if (line.front() == ' ' || line.front() == '\t') {
        refuse(400, "a header is folded over two lines");
        return false;
    }
    const std::size_t colon = line.find(':');
    name = line.substr(0, colon);
    if (colon == std::string_view::npos || !is_token(name)) {
        refuse(400, "a header's name is malformed");
        return false;
    }
    value = trim(line.substr(colon + 1));
    if (!is_field_value(value)) {
        refuse(400, "a header's value has a control character");
        return false;
    }
    return true;
}

void RequestParser::on_header(std::string_view line) {
    std::string_view name;
    std::string_view value;
    if (!split_header(line, name, value)) return;
    if (request_.headers.size() >= limits_.header_count) return refuse(431, "there are too many headers");
    const auto& added = request_.headers.emplace_back(to_lower(name), value);
    if (added.first == "content-length") return on_content_length(value);
    if (added.first == "transfer-encoding") return on_transfer_encoding(value);
    if (added.first == "connection") return on_connection(value);
}

void RequestParser::on_content_length(std::string_view value) {
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), left_);
    if (has_length_ || error != std::errc() || end != value.data() + value.size()) {
        return refuse(400, "Content-Length is not one number");
    }
    has_length_ = true;
}

void RequestParser::on_transfer_encoding(std::string_view value) {
    if (chunked_ || !equal_ignoring_case(value, "chunked")) {
        return refuse(400, "the only Transfer-Encoding taken is \"chunked\", once");
    }
    chunked_ = true;
}

void RequestParser::on_connection(std::string_view value) {
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(','), value.size());
        const std::string_view option = trim(value.substr(0, end));
        value.remove_prefix(std::min(end + 1, value.size()));
        if (equal_ignoring_case(option, "close")) close_asked_ = true;
        if (equal_ignoring_case(option, "keep-alive")) keep_alive_ = true;
    }
    if (close_asked_) keep_alive_ = false;  // it wins, wherever it stands
}

void RequestParser::on_head_end() {
    if (!check_host() || !check_framing()) return;
    if (!chunked_ && left_ == 0) {
        expects_continue_ = false;
        stage_ = Stage::complete;
        return;
    }
    body_max_ = limits_.body_bytes ? limits_.body_bytes(request_) : 0;
    if (left_ > body_max_) return refuse(413, "the body is too large");
    request_.body.reserve(std::min(static_cast<std::size_t>(left_), kReserveMax));
    stage_ = chunked_ ? Stage::chunk_size : Stage::body;
}

bool RequestParser::check_host() {
    const std::size_t hosts = request_.header_count("host");
    if (hosts > 1 || (hosts == 0 && http11_)) {
        refuse(400, "a request has one Host header");
        return false;
    }
    if (hosts == 0) return true;
    const auto host = std::ranges::find(request_.headers, std::string_view("host"),
                                        [](const auto& field) { return std::string_view(field.first); });
    if (!is_authority(host->second)) {
        refuse(400, "the Host header is malformed");
        return false;
    }
    // RFC 9112, 3.2.2: the target's own authority counts, not the header's.
    if (!authority_.empty()) host->second = authority_;
    return true;
}

bool RequestParser::check_framing() {
    if (chunked_ && has_length_) {
        refuse(400, "Content-Length and Transfer-Encoding exclude each other");
        return false;
    }
    if (chunked_ && !http11_) {
        refuse(400, "HTTP/1.0 has no Transfer-Encoding");
        return false;
    }
    const std::string* expect = request_.header("expect");
    if (expect == nullptr || !http11_) return true;
    if (!equal_ignoring_case(*expect, "100-continue")) {
        refuse(417, "the only expectation met is \"100-continue\"");
        return false;
    }
    expects_continue_ = true;
    return true;
}

void RequestParser::on_chunk_size(std::string_view line) {
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    const std::string_view rest(end, static_cast<std::size_t>(line.data() + line.size() - end));
    const bool extension = rest.starts_with(';') && is_field_value(rest);
    if (error != std::errc() || (!rest.empty() && !extension))
        return refuse(400, "a chunk's size is malformed");
    if (size > body_max_ - request_.body.size()) return refuse(413, "the body is too large");
    left_ = size;
    stage_ = size == 0 ? Stage::trailers : Stage::chunk_data;
}

void RequestParser::take_body(std::string_view& bytes) {
    expects_continue_ = false;  // the client did not wait
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    request_.body.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    left_ -= size;
    if (left_ > 0) return;
    stage_ = stage_ == Stage::chunk_data ? Stage::chunk_end : Stage::complete;
}

}  // namespace tidings::http

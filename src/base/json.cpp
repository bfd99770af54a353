#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <forward_list>
#include <functional>
#include <optional>
#include <utility>

#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "base/utf8.h"

namespace tidings::json {
namespace {

using boost::json::error;
using boost::json::error_code;
using PartOfText = boost::json::string_view;

constexpr std::string_view kTooLarge = "a number outside the range of a double";

bool has_nul(PartOfText text) {
    return std::memchr(text.data(), 0, text.size()) != nullptr;
}

// Whether a number that from_chars cannot represent is too large, rather than too close to zero: the place of
// its first significant digit decides, for nothing near 1 is ever out of range.
bool is_too_large(std::string_view number) {
    const std::size_t e = number.find_first_of("eE");
    const std::string_view mantissa = number.substr(0, e);
    const std::size_t first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos) return false;
    const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
    std::int64_t exponent = 0;
    if (e != std::string_view::npos) {
        const std::size_t sign = number[e + 1] == '+' ? 1 : 0;
        std::from_chars(number.data() + e + 1 + sign, number.data() + number.size(), exponent);
    }
    return point - static_cast<std::int64_t>(first) + exponent > 0;
}

// Builds the value from the parser's events, and keeps track of the path to what is being read.
class Builder {
public:
    static constexpr std::size_t max_array_size = boost::json::array::max_size();
    static constexpr std::size_t max_object_size = boost::json::object::max_size();
    static constexpr std::size_t max_string_size = boost::json::string::max_size();
    static constexpr std::size_t max_key_size = boost::json::string::max_size();

    explicit Builder(std::string_view text)
        : text_(text), stack_(boost::json::storage_ptr{}, memory_.data(), memory_.size()) {
        stack_.reset();
    }

    value release() { return stack_.release(); }

    // Why the builder stopped the parser; empty when it did not.
    std::string_view refusal() const { return refusal_; }

    // The place of what was refused, where that is better known than by where the parser stopped.
    std::size_t refused_at(std::size_t stopped_at) const { return refused_at_.value_or(stopped_at); }

    std::string pointer() const;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }

    bool on_object_begin(error_code&) { return open(true); }
    bool on_array_begin(error_code&) { return open(false); }
    bool on_object_end(std::size_t count, error_code& ec);
    bool on_array_end(std::size_t count, error_code&);

    bool on_key_part(PartOfText part, std::size_t, error_code& ec);
    bool on_key(PartOfText part, std::size_t, error_code& ec);
    bool on_string_part(PartOfText part, std::size_t, error_code& ec);
    bool on_string(PartOfText part, std::size_t, error_code& ec);

    bool on_number_part(PartOfText, error_code&) { return true; }
    bool on_int64(std::int64_t number, PartOfText, error_code&);
    bool on_uint64(std::uint64_t number, PartOfText, error_code&);
    bool on_double(double, PartOfText text, error_code& ec);
    bool on_bool(bool truth, error_code&);
    bool on_null(error_code&);
    bool on_comment_part(PartOfText, error_code&) { return true; }
    bool on_comment(PartOfText, error_code&) { return true; }

private:
    // An array or object that is not complete yet.
    struct Level {
        bool is_object = false;
        bool has_key = false;       // a key was read, its value not yet
        std::size_t done = 0;       // complete elements
        std::size_t first_key = 0;  // in keys_, the keys of this object and of those inside it
    };

    bool refuse(std::string_view why, error_code& ec) {
        refusal_ = why;
        ec = make_error_code(error::syntax);
        return false;
    }

    bool open(bool is_object);
    bool complete();
    bool is_in_text(std::string_view part) const;
    std::optional<std::string_view> find_duplicate(std::size_t first_key);

    std::string_view text_;
    std::array<unsigned char, 4096> memory_;  // values of most texts; see stack_
    boost::json::value_stack stack_;
    std::array<Level, kDepthMax> levels_;
    std::size_t depth_ = 0;
    boost::container::small_vector<std::string_view, 64> keys_;  // they point into text_ or escaped_keys_
    std::forward_list<std::string> escaped_keys_;
    std::string key_parts_;
    std::optional<std::string_view> duplicate_;
    std::string_view refusal_;
    std::optional<std::size_t> refused_at_;
};

bool Builder::open(bool is_object) {
    levels_[depth_++] = {is_object, false, 0, keys_.size()};
    return true;
}

// A value is complete: the next one of its array has the next index.
bool Builder::complete() {
    if (depth_ > 0) {
        ++levels_[depth_ - 1].done;
        levels_[depth_ - 1].has_key = false;
    }
    return true;
}

std::string Builder::pointer() const {
    std::string pointer;
    for (std::size_t i = 0; i < depth_; ++i) {
        const Level& level = levels_[i];
        if (!level.is_object) {
            append_token(pointer, std::to_string(level.done));
        } else if (level.has_key) {
            const std::size_t end = i + 1 < depth_ ? levels_[i + 1].first_key : keys_.size();
            append_token(pointer, keys_[end - 1]);
        }
    }
    if (duplicate_) append_token(pointer, *duplicate_);
    return pointer;
}

// Keys are compared when all of an object's are known: pairs where they are few, sorted where they are many,
// so that a large object costs no more than its sorting.
std::optional<std::string_view> Builder::find_duplicate(std::size_t first_key) {
    constexpr std::size_t few = 12;
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(first_key);
    if (keys_.size() - first_key > few) {
        std::sort(begin, keys_.end());
        const auto found = std::adjacent_find(begin, keys_.end());
        if (found == keys_.end()) return std::nullopt;
        return found->data() > (found + 1)->data() ? *found : *(found + 1);
    }
    for (auto key = begin; key != keys_.end(); ++key) {
        if (std::find(begin, key, *key) != key) return *key;
    }
    return std::nullopt;
}

bool Builder::on_object_end(std::size_t count, error_code& ec) {
    const std::size_t first_key = levels_[depth_ - 1].first_key;
    duplicate_ = find_duplicate(first_key);
    if (duplicate_) {
        if (is_in_text(*duplicate_))
            refused_at_ = static_cast<std::size_t>(duplicate_->data() - text_.data());
        return refuse("duplicate key", ec);
    }
    keys_.resize(first_key);
    stack_.push_object(count);
    --depth_;
    return complete();
}

bool Builder::on_array_end(std::size_t count, error_code&) {
    stack_.push_array(count);
    --depth_;
    return complete();
}

bool Builder::is_in_text(std::string_view part) const {
    const std::less<> before;
    return !before(part.data(), text_.data()) && before(part.data(), text_.data() + text_.size());
}

bool Builder::on_key_part(PartOfText part, std::size_t, error_code& ec) {
    if (has_nul(part)) return refuse("a key has a NUL character", ec);
    key_parts_ += part;
    stack_.push_chars(part);
    return true;
}

// A key with escapes comes in parts or in the parser's own memory, and must be kept to be compared later.
bool Builder::on_key(PartOfText part, std::size_t, error_code& ec) {
    if (has_nul(part)) return refuse("a key has a NUL character", ec);
    std::string_view key = part;
    if (!key_parts_.empty() || !is_in_text(key)) {
        key_parts_ += part;
        key = escaped_keys_.emplace_front(std::exchange(key_parts_, {}));
    }
    keys_.push_back(key);
    levels_[depth_ - 1].has_key = true;
    stack_.push_key(part);
    return true;
}

bool Builder::on_string_part(PartOfText part, std::size_t, error_code& ec) {
    if (has_nul(part)) return refuse("a string has a NUL character", ec);
    stack_.push_chars(part);
    return true;
}

bool Builder::on_string(PartOfText part, std::size_t, error_code& ec) {
    if (has_nul(part)) return refuse("a string has a NUL character", ec);
    stack_.push_string(part);
    return complete();
}

bool Builder::on_int64(std::int64_t number, PartOfText, error_code&) {
    stack_.push_int64(number);
    return complete();
}

bool Builder::on_uint64(std::uint64_t number, PartOfText, error_code&) {
    stack_.push_uint64(number);
    return complete();
}

// The parser's own double may be off by one unit in the last place, so the text is read again.
bool Builder::on_double(double, PartOfText text, error_code& ec) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc::result_out_of_range) {
        if (is_too_large(text)) return refuse(kTooLarge, ec);
        number = text.front() == '-' ? -0.0 : 0.0;
    }
    stack_.push_double(number);
    return complete();
}

bool Builder::on_bool(bool truth, error_code&) {
    stack_.push_bool(truth);
    return complete();
}

bool Builder::on_null(error_code&) {
    stack_.push_null();
    return complete();
}

std::string_view message_of(const error_code& ec, std::string_view text, std::size_t offset) {
    // The parser does not tell bad UTF-8 from bad syntax, but it stops within the sequence at fault.
    if (ec == error::syntax && utf8_prefix(text) <= offset && !is_utf8(text)) return "invalid UTF-8";
    if (ec == error::syntax) return "unexpected character";
    if (ec == error::extra_data) return "unexpected text after the value";
    if (ec == error::incomplete) return "unexpected end";
    if (ec == error::exponent_overflow) return kTooLarge;
    if (ec == error::too_deep) return "more than 32 levels of arrays and objects";
    if (ec == error::illegal_leading_surrogate || ec == error::illegal_trailing_surrogate ||
        ec == error::expected_utf16_escape) {
        return "an escaped surrogate without its other half";
    }
    if (ec == error::expected_hex_digit) return "\\u needs four hexadecimal digits";
    return "not valid JSON";
}

ParseError error_at(std::string_view text, std::size_t offset, std::string_view message,
                    const Builder& builder) {
    ParseError result{std::string(message), builder.pointer(), offset};
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_break = before.rfind('\n');
    result.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    result.column += line_break == std::string_view::npos ? offset : offset - line_break - 1;
    return result;
}

}  // namespace

boost::system::result<value, ParseError> parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = kDepthMax;
    boost::json::basic_parser<Builder> parser(options, text);
    error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size()) ec = make_error_code(error::extra_data);
    Builder& builder = parser.handler();
    if (!ec) return builder.release();
    if (!builder.refusal().empty()) {
        return error_at(text, builder.refused_at(read), builder.refusal(), builder);
    }
    return error_at(text, read, message_of(ec, text, read), builder);
}

Result<value> read(std::string_view text) {
    auto parsed = parse(text);
    if (parsed) return std::move(*parsed);
    const ParseError& error = parsed.error();
    return invalid(error.message + " (line " + std::to_string(error.line) + ", column " +
                   std::to_string(error.column) + ")");
}

}  // namespace tidings::json

#include "schema/pattern.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include <re2/re2.h>

#include "base/ascii.h"

namespace tidings::schema {
namespace {

// RE2's own classes \s and "." are narrower and wider than those of ECMA 262.
constexpr std::string_view kSpaces =
    R"(\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNoSpaces =
    R"(\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr std::string_view kAnyButLineEnds = R"([^\n\r\x{2028}\x{2029}])";
constexpr std::string_view kAnything = R"([\x{0}-\x{10ffff}])";
constexpr std::string_view kNothing = R"([^\x{0}-\x{10ffff}])";

constexpr std::string_view kPunctuation = "^$\\.*+?()[]{}|/-";

// Rewrites an expression of ECMA 262 for RE2, as far as the two differ. What neither takes is left to RE2 to
// refuse.
class Translation {
public:
    explicit Translation(std::string_view rest) : rest_(rest) {}

    Result<std::string> run() {
        while (!rest_.empty() && refusal_.empty()) {
            if (in_class_) {
                member();
            } else {
                term();
            }
        }
        if (!refusal_.empty()) return invalid(std::string(refusal_));
        return std::move(out_);
    }

private:
    void refuse(std::string_view why) { refusal_ = why; }

    bool take(std::string_view prefix) {
        if (!rest_.starts_with(prefix)) return false;
        rest_.remove_prefix(prefix.size());
        return true;
    }

    char take_one() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    void term() {
        if (take("\\")) return escape();
        if (take("(?")) return group();
        if (take("[^]")) return append(kAnything);
        if (take("[]")) return append(kNothing);
        const char c = take_one();
        if (c == '.') return append(kAnyButLineEnds);
        if (c == '[') in_class_ = true;
        out_ += c;
        if (c == '[' && take("^")) out_ += '^';
    }

    void member() {
        if (take("\\")) return escape();
        const char c = take_one();
        if (c == ']') in_class_ = false;
        if (c == '[') out_ += '\\';  // or RE2 reads "[:alpha:]"
        out_ += c;
    }

    void group() {
        if (take(":")) return append("(?:");
        if (rest_.starts_with("=") || rest_.starts_with("!") || rest_.starts_with("<=") ||
            rest_.starts_with("<!")) {
            return refuse("lookahead and lookbehind are not supported");
        }
        if (take("<")) return append("(?P<");
        refuse("\"(?\" must be followed by \":\" or by a name in \"<>\"");
    }

    void escape() {
        if (rest_.empty()) return refuse("ends with a backslash");
        const char c = take_one();
        if (is_digit(c)) return digit_escape(c);
        if (!is_letter(c)) return punctuation_escape(c);
        switch (c) {
            case 's':
                return append(in_class_ ? kSpaces : "[" + std::string(kSpaces) + "]");
            case 'S':
                return append(in_class_ ? kNoSpaces : "[" + std::string(kNoSpaces) + "]");
            case 'b':
                return append(in_class_ ? "\\x{8}" : "\\b");
            case 'B':
                return in_class_ ? refuse("\\B cannot stand in a class") : append("\\B");
            case 'v':
                return append("\\x{b}");
            case 'c':
                return control_escape();
            case 'u':
                return unicode_escape();
            case 'k':
                return refuse("back-references are not supported");
            case 'd':
            case 'D':
            case 'w':
            case 'W':
            case 'f':
            case 'n':
            case 'r':
            case 't':
            case 'x':
            case 'p':
            case 'P':
                return append({'\\', c});
            default:
                refuse("has an escape that ECMA 262 does not know");
        }
    }

    void digit_escape(char c) {
        if (c != '0' || (!rest_.empty() && is_digit(rest_.front()))) {
            return refuse("back-references are not supported");
        }
        append("\\x{0}");
    }

    void punctuation_escape(char c) {
        if (kPunctuation.find(c) == std::string_view::npos) {
            return refuse("has an escape that ECMA 262 does not know");
        }
        append({'\\', c});
    }

    void control_escape() {
        if (rest_.empty() || !is_letter(rest_.front())) return refuse("\\c must be followed by a letter");
        append_code(static_cast<std::uint8_t>(take_one()) & 0x1FU);
    }

    void unicode_escape() {
        const std::size_t end = rest_.find('}');
        if (rest_.starts_with("{") && end != std::string_view::npos) {
            const auto code = hex(rest_.substr(1, end - 1));
            rest_.remove_prefix(end + 1);
            return code && *code <= 0x10FFFF ? append_code(*code) : refuse("\\u{} needs a code point");
        }
        auto code = four_digits();
        if (!code) return refuse("\\u needs four hexadecimal digits");
        if (*code >= 0xD800 && *code < 0xDC00 && take("\\u")) {
            const auto low = four_digits();
            if (!low || *low < 0xDC00 || *low > 0xDFFF) return refuse("has half a surrogate pair");
            code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
        }
        if (*code >= 0xD800 && *code <= 0xDFFF) return refuse("has half a surrogate pair");
        append_code(*code);
    }

    std::optional<std::uint32_t> four_digits() {
        if (rest_.size() < 4) return std::nullopt;
        const auto code = hex(rest_.substr(0, 4));
        rest_.remove_prefix(4);
        return code;
    }

    static std::optional<std::uint32_t> hex(std::string_view digits) {
        std::uint32_t code = 0;
        const char* const end = digits.data() + digits.size();
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the end is said
        const auto [at, error] = std::from_chars(digits.data(), end, code, 16);
        if (error != std::errc{} || at != end) return std::nullopt;
        return code;
    }

    void append(std::string_view text) { out_ += text; }
    void append(std::initializer_list<char> characters) { out_.append(characters); }

    void append_code(std::uint32_t code) {
        std::array<char, 8> digits;
        char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
        out_ += "\\x{";
        out_.append(digits.data(), end);
        out_ += '}';
    }

    std::string_view rest_;
    std::string out_;
    std::string_view refusal_;
    bool in_class_ = false;
};

// For the program and what RE2 remembers of it; enough for the letters of Unicode, repeated 100 times.
constexpr std::int64_t kMemoryMax = 4 << 20;

}  // namespace

Pattern::Pattern(std::string text, std::shared_ptr<const re2::RE2> program, std::size_t weight)
    : text_(std::move(text)), program_(std::move(program)), weight_(weight) {}

Result<Pattern> Pattern::compile(std::string_view text) {
    if (text.size() > kLengthMax) return invalid("is longer than 1000 bytes");
    auto translated = Translation(text).run();
    if (!translated) return translated.error();
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMemoryMax);
    auto program = std::make_shared<const re2::RE2>(*translated, options);
    if (!program->ok()) return invalid("is not a regular expression that can be run: " + program->error());
    // Where the states of a text do not fit in memory, RE2 takes time for every instruction at every byte.
    // How many those are in truth cannot be told, so a large program counts for a step at every byte, and no
    // more.
    const std::size_t weight =
        1 + std::min<std::size_t>(static_cast<std::size_t>(program->ProgramSize()), 2048) / 32;
    return Pattern(std::string(text), std::move(program), weight);
}

bool Pattern::matches(std::string_view text) const {
    return re2::RE2::PartialMatch({text.data(), text.size()}, *program_);
}

}  // namespace tidings::schema

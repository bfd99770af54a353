#include "providers/smtp/encoding.h"

#include <algorithm>

#include "base/hash.h"

namespace tidings::providers {
namespace {

constexpr std::size_t kLineMax = 76;
constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kFold = "\r\n ";

bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}

bool is_plain(std::string_view text) {
    // "=?" would be read as the begin of an encoded-word.
    return std::all_of(text.begin(), text.end(), is_printable) && text.find("=?") == std::string_view::npos;
}

bool is_literal_in_quoted_printable(char c) {
    return (is_printable(c) && c != '=') || c == '\t';
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

void append_hex(unsigned char byte, std::string& out) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    out += '=';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
}

void append_quoted_line(std::string_view line, std::string& out) {
    std::size_t begin = out.size();
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool is_last = i + 1 == line.size();
        const bool literal = is_literal_in_quoted_printable(line[i]) && !(is_last && is_blank(line[i]));
        // One place is kept for the "=" of a soft line break.
        if (out.size() - begin + (literal ? 1 : 3) > kLineMax - 1) {
            out.append("=").append(kCrlf);
            begin = out.size();
        }
        if (literal) {
            out += line[i];
        } else {
            append_hex(static_cast<unsigned char>(line[i]), out);
        }
    }
    out += kCrlf;
}

// The length of the longest front of `text` that has at most `most` bytes and splits no character.
std::size_t whole_characters(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text.size();
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return most;
}

// Whether each space of `text` stands between two words, and each word fits a line.
bool folds_at_spaces(std::string_view text) {
    constexpr std::size_t kWordMax = 60;
    while (true) {
        const auto space = text.find(' ');
        const std::size_t length = std::min(space, text.size());
        if (length == 0 || length > kWordMax) return false;
        if (space == std::string_view::npos) return true;
        text.remove_prefix(space + 1);
    }
}

std::string folded(std::string_view text, std::size_t column) {
    std::string out;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (!out.empty()) {
            const bool fits = column + 1 + word.size() <= kLineMax;
            out += fits ? " " : kFold;
            column = fits ? column + 1 : 1;
        }
        out += word;
        column += word.size();
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return out;
}

}  // namespace

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32 + 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            out += text[i];
            continue;
        }
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
        out += kCrlf;
    }
    if (!out.ends_with(kCrlf)) out += kCrlf;
    return out;
}

bool suits_quoted_printable(std::string_view text) {
    const auto escaped = std::count_if(text.begin(), text.end(), [](char c) {
        return !is_literal_in_quoted_printable(c) && c != '\r' && c != '\n';
    });
    return static_cast<std::size_t>(escaped) * 6 <=
           text.size();  // two more bytes each, against a third of all
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const auto end = text.find(kCrlf);
        append_quoted_line(text.substr(0, end), out);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + kCrlf.size());
    }
    return out;
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t kBytesPerLine = kLineMax / 4 * 3;
    std::string out;
    out.reserve(bytes.size() * 7 / 5 + 4);
    for (; !bytes.empty(); bytes.remove_prefix(std::min(kBytesPerLine, bytes.size()))) {
        out += base64_encode(bytes.substr(0, kBytesPerLine));
        out += kCrlf;
    }
    return out;
}

std::string encoded_words(std::string_view text, std::size_t column) {
    constexpr std::string_view kBegin = "=?utf-8?B?";
    constexpr std::string_view kEnd = "?=";
    std::string out;
    while (!text.empty()) {
        const std::size_t room = kLineMax - column - kBegin.size() - kEnd.size();
        const std::size_t length = whole_characters(text, room / 4 * 3);
        if (!out.empty()) out += kFold;
        out.append(kBegin).append(base64_encode(text.substr(0, length))).append(kEnd);
        text.remove_prefix(length);
        column = 1;
    }
    return out;
}

std::string unstructured(std::string_view text, std::size_t column) {
    return is_plain(text) && folds_at_spaces(text) ? folded(text, column) : encoded_words(text, column);
}

std::string phrase(std::string_view name, std::size_t column) {
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    quoted += '"';
    return is_plain(name) && column + quoted.size() <= kLineMax ? quoted : encoded_words(name, column);
}

}  // namespace tidings::providers

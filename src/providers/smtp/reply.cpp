#include "providers/smtp/reply.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/utf8.h"

namespace tidings::providers {
namespace {

constexpr std::size_t kReplyLineMax = 2'000;
constexpr std::size_t kLinesMax = 100;
constexpr std::size_t kTextMax = 500;
constexpr std::string_view kHidden = "[hidden]";

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_word(char c) {
    return is_letter(c) || is_digit(c) || is_beyond_ascii(c);
}

bool ends_address(char c) {
    return std::string_view(" \t<>()[]{}\"',;:").find(c) != std::string_view::npos;
}

std::string clean(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t good = utf8_prefix(text);
        out += text.substr(0, good);
        if (good < text.size()) out += '?';
        text.remove_prefix(std::min(good + 1, text.size()));
    }
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, ' ');
    return out;
}

void hide_addresses(std::string& text) {
    std::size_t at = 0;
    while ((at = text.find('@', at)) != std::string::npos) {
        std::size_t begin = at;
        std::size_t end = at;
        while (begin > 0 && !ends_address(text[begin - 1])) --begin;
        while (end < text.size() && !ends_address(text[end])) ++end;
        text.replace(begin, end - begin, kHidden);
        at = begin + kHidden.size();
    }
}

// Whole words only, so that the local part "ann" does not hide a part of "cannot".
void hide_word(std::string_view word, std::string& text) {
    if (word.size() < 3) return;
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    std::size_t from = 0;
    while (true) {
        const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                                       word.begin(), word.end(), same);
        if (found == text.end()) return;
        const auto begin = static_cast<std::size_t>(found - text.begin());
        const auto end = begin + word.size();
        const bool whole = (begin == 0 || !is_word(text[begin - 1]) || !is_word(word.front())) &&
                           (end == text.size() || !is_word(text[end]) || !is_word(word.back()));
        if (whole) text.replace(begin, word.size(), kHidden);
        from = begin + (whole ? kHidden.size() : 1);
    }
}

}  // namespace

std::optional<Reply> ReplyReader::take(std::string_view& bytes) {
    while (!bytes.empty() && !broken_) {
        const auto end = bytes.find('\n');
        line_ += bytes.substr(0, std::min(end, kReplyLineMax + 1));
        broken_ = line_.size() > kReplyLineMax;
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (broken_ || end == std::string_view::npos) break;
        if (auto reply = end_line()) return reply;
    }
    return std::nullopt;
}

std::optional<Reply> ReplyReader::end_line() {
    if (line_.ends_with('\r')) line_.pop_back();
    const bool is_reply = line_.size() >= 3 && line_[0] >= '2' && line_[0] <= '5' && is_digit(line_[1]) &&
                          is_digit(line_[2]) && (line_.size() == 3 || line_[3] == ' ' || line_[3] == '-');
    const int code = is_reply ? (line_[0] - '0') * 100 + (line_[1] - '0') * 10 + (line_[2] - '0') : 0;
    const bool is_last = line_.size() == 3 || line_[3] == ' ';
    ++lines_;
    broken_ = !is_reply || lines_ > kLinesMax || (lines_ > 1 && code != reply_.code);
    if (broken_) return std::nullopt;

    reply_.code = code;
    if (lines_ > 1) reply_.text += ' ';
    if (line_.size() > 4) reply_.text += std::string_view(line_).substr(4);
    if (reply_.text.size() > kTextMax) reply_.text.resize(kTextMax);
    line_.clear();
    if (!is_last) return std::nullopt;
    lines_ = 0;
    return std::exchange(reply_, {});
}

std::string shown(const Reply& reply, std::span<const std::string> hidden) {
    std::string text = clean(reply.text);
    for (const std::string& word : hidden) hide_word(word, text);
    hide_addresses(text);
    while (text.ends_with(' ')) text.pop_back();
    return text.empty() ? fmt::format("{}", reply.code) : fmt::format("{} {}", reply.code, text);
}

}  // namespace tidings::providers

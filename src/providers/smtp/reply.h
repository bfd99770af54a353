#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tidings::providers {

// What an SMTP server answered: the code and its words, several lines joined by a space.
struct Reply {
    int code = 0;
    std::string text;

    bool is_good() const { return code >= 200 && code < 400; }
    bool is_for_now() const { return code >= 400 && code < 500; }
    bool is_for_good() const { return code >= 500; }
};

// Puts replies together from bytes as they come. Bounds what a hostile server may send: a line of 2,000
// bytes, a reply of 100 lines of which the first 500 bytes of text are kept.
class ReplyReader {
public:
    // Takes bytes from the front of `bytes` up to the end of one reply; nothing while it is not whole.
    std::optional<Reply> take(std::string_view& bytes);

    // Whether something came that is no reply; nothing more is taken then.
    bool is_broken() const { return broken_; }

    // Whether the begin of a reply has come and not yet its end.
    bool is_within() const { return !line_.empty() || lines_ > 0; }

private:
    std::optional<Reply> end_line();

    Reply reply_;
    std::string line_;
    std::size_t lines_ = 0;
    bool broken_ = false;
};

// "550 5.1.1 user unknown", fit for records and logs: control characters and what is not UTF-8 are blanked,
// words with an @ and the `hidden` texts (three bytes or more, whatever their case) become "[hidden]".
std::string shown(const Reply& reply, std::span<const std::string> hidden);

}  // namespace tidings::providers

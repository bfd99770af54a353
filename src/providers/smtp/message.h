#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tidings::providers {

inline constexpr std::size_t kSubjectMax = 2'000;                      // bytes
inline constexpr std::size_t kBodyMax = std::size_t{8} * 1024 * 1024;  // bytes, of text and of HTML each

struct Mailbox {
    std::string name;  // what people see; may be empty
    std::string address;
};

// What a rendered template says in an e-mail.
struct MailContent {
    std::string subject;
    std::string text;
    std::string html;
    std::string unsubscribe_url{};  // https; empty: none
};

struct Mail {
    Mailbox from;
    std::string to;
    MailContent content;
    Time date;
    std::string message_id;  // "uuid@domain", without brackets
};

// Reads {"subject", "text", "html", "unsubscribe_url"}; what is absent is empty, other members are ignored.
Result<MailContent> read_mail_content(std::string_view json);

// Why an address cannot stand in a message, as the end of a sentence, or empty when it can. Beyond
// core::email_fault it must be ASCII, for nothing else passes every server.
std::string mail_address_fault(std::string_view address);

// The message as it goes over the wire before dot-stuffing (RFC 5322, 2045, 2047): lines of at most 998
// bytes, of ASCII, ended by CRLF; no CR or LF stands alone. Text and HTML together become
// multipart/alternative, one alone stands alone.
//
// `invalid` where a header's value or an address holds a control character or is not UTF-8, where an address
// is none, a text is too long, or there is neither text nor HTML. The error quotes nothing of the message.
Result<std::string> build_message(const Mail& mail);

}  // namespace tidings::providers

#include "providers/smtp/message.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/json.h"
#include "base/utf8.h"
#include "core/address.h"
#include "providers/smtp/encoding.h"

namespace tidings::providers {
namespace {

// Never part of a body: quoted-printable has no "=_", and base64 has no "_".
constexpr std::string_view kBoundary = "=_tidings";

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_url(std::string_view text) {
    constexpr std::size_t kUrlMax = 900;  // "List-Unsubscribe: <…>" must fit a line of 998
    return text.starts_with("https://") && text.size() <= kUrlMax &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
}

bool is_message_id(std::string_view text) {
    const auto at = text.find('@');
    return text.size() <= 400 && core::email_fault(text) == std::nullopt && is_ascii(text) && at > 0;
}

Result<> check_line(std::string_view what, std::string_view text) {
    if (!is_utf8(text)) return invalid(fmt::format("the {} is not UTF-8", what));
    if (has_control(text)) return invalid(fmt::format("the {} holds a control character", what));
    if (text.size() > kSubjectMax)
        return invalid(fmt::format("the {} is longer than {} bytes", what, kSubjectMax));
    return {};
}

Result<> check_body(std::string_view what, std::string_view text) {
    if (!is_utf8(text)) return invalid(fmt::format("the {} is not UTF-8", what));
    if (text.size() > kBodyMax) return invalid(fmt::format("the {} is longer than {} bytes", what, kBodyMax));
    return {};
}

Result<> check_address(std::string_view what, std::string_view address) {
    const std::string fault = mail_address_fault(address);
    if (!fault.empty()) return invalid(fmt::format("{} {}", what, fault));
    return {};
}

Result<> check(const Mail& mail) {
    for (const Result<>& checked :
         {check_address("the sender", mail.from.address), check_address("the address", mail.to),
          check_line("sender's name", mail.from.name), check_line("subject", mail.content.subject),
          check_body("text", mail.content.text), check_body("HTML", mail.content.html)}) {
        if (!checked) return checked;
    }
    if (mail.content.text.empty() && mail.content.html.empty()) {
        return invalid("the content has neither text nor html");
    }
    if (!is_message_id(mail.message_id)) return invalid("the message id must be of the form left@right");
    if (!mail.content.unsubscribe_url.empty() && !is_url(mail.content.unsubscribe_url)) {
        return invalid("the unsubscribe address must be an https URL");
    }
    return {};
}

// RFC 5322 3.3, in UTC.
std::string date_time(Time t) {
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(t - day)};
    return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} +0000",
                       kDays[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                       kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

void append_header(std::string_view name, std::string_view value, std::string& out) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string from_value(const Mailbox& from) {
    if (from.name.empty()) return from.address;
    return fmt::format("{}\r\n <{}>", phrase(from.name, std::string_view("From: ").size()), from.address);
}

void append_part(std::string_view type, std::string_view body, std::string& out) {
    const std::string text = with_crlf(body);
    const bool quoted = suits_quoted_printable(text);
    append_header("Content-Type", fmt::format("{}; charset=utf-8", type), out);
    append_header("Content-Transfer-Encoding", quoted ? "quoted-printable" : "base64", out);
    out += "\r\n";
    out += quoted ? quoted_printable(text) : base64_lines(text);
}

void append_bodies(const MailContent& content, std::string& out) {
    if (content.html.empty()) return append_part("text/plain", content.text, out);
    if (content.text.empty()) return append_part("text/html", content.html, out);
    append_header("Content-Type", fmt::format("multipart/alternative; boundary=\"{}\"", kBoundary), out);
    out += fmt::format("\r\n--{}\r\n", kBoundary);
    append_part("text/plain", content.text, out);
    out += fmt::format("\r\n--{}\r\n", kBoundary);
    append_part("text/html", content.html, out);
    out += fmt::format("\r\n--{}--\r\n", kBoundary);
}

// The member as text; absent is empty.
Result<std::string> read_text(const json::object& content, std::string_view key) {
    const json::value* member = json::member(content, key);
    if (member == nullptr || member->is_null()) return std::string();
    if (!member->is_string()) return invalid(fmt::format("the content's {} must be a text", key));
    return std::string(std::string_view(member->get_string()));
}

}  // namespace

Result<MailContent> read_mail_content(std::string_view text) {
    const auto parsed = json::parse(text);
    if (!parsed || !parsed->is_object()) return invalid("the content must be a JSON object");
    auto subject = read_text(parsed->get_object(), "subject");
    if (!subject) return subject.error();
    auto plain = read_text(parsed->get_object(), "text");
    if (!plain) return plain.error();
    auto html = read_text(parsed->get_object(), "html");
    if (!html) return html.error();
    auto unsubscribe = read_text(parsed->get_object(), "unsubscribe_url");
    if (!unsubscribe) return unsubscribe.error();
    return MailContent{std::move(*subject), std::move(*plain), std::move(*html), std::move(*unsubscribe)};
}

std::string mail_address_fault(std::string_view address) {
    if (const auto fault = core::email_fault(address)) return *fault;
    const auto at = address.rfind('@');
    if (!is_ascii(address.substr(0, at))) return "must be ASCII before the @, for SMTPUTF8 is not spoken";
    if (!is_ascii(address.substr(at))) return "must have its domain in ASCII (\"xn--…\")";
    return {};
}

Result<std::string> build_message(const Mail& mail) {
    if (auto good = check(mail); !good) return good.error();
    std::string out;
    out.reserve(1024 + (mail.content.text.size() + mail.content.html.size()) * 3 / 2);
    append_header("Date", date_time(mail.date), out);
    append_header("From", from_value(mail.from), out);
    append_header("To", mail.to, out);
    append_header("Message-ID", fmt::format("<{}>", mail.message_id), out);
    if (!mail.content.subject.empty()) {
        append_header("Subject", unstructured(mail.content.subject, std::string_view("Subject: ").size()),
                      out);
    }
    if (!mail.content.unsubscribe_url.empty()) {
        append_header("List-Unsubscribe", fmt::format("<{}>", mail.content.unsubscribe_url), out);
        append_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click", out);
    }
    append_header("Auto-Submitted", "auto-generated", out);  // RFC 3834: no out-of-office answers, please
    append_header("MIME-Version", "1.0", out);
    append_bodies(mail.content, out);
    return out;
}

}  // namespace tidings::providers

#include "core/message_size.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "core/sms_size.h"

namespace tidings::core {
namespace {

// What is shown of it where little room is: mail programs on telephones, and their lock screens.
constexpr std::size_t kSubjectShown = 70;
constexpr std::size_t kTitleShown = 50;
constexpr std::size_t kBodyShown = 150;

constexpr std::size_t kHtmlShown = 102 << 10;  // Gmail shows no more of a message
constexpr std::size_t kSegmentsMax = 10;       // gateways take no more

using Warnings = std::vector<std::string>;

std::string_view text_in(const json::object& content, std::string_view member) {
    return json::text_or_empty(content, member);
}

const json::object& data_in(const json::object& content) {
    static const json::object none;
    const auto* data = json::member(content, "data");
    return data && data->is_object() ? data->get_object() : none;
}

// 4310 as "4,310".
std::string grouped(std::size_t number) {
    if (number < 1'000) return std::to_string(number);
    return fmt::format("{},{:03}", grouped(number / 1'000), number % 1'000);
}

void warn_of_length(const json::object& content, std::string_view member, std::size_t shown, Warnings& out) {
    const std::size_t length = count_code_points(text_in(content, member));
    if (length <= shown) return;
    out.push_back(fmt::format("{} has {} characters; telephones show about {}", member, length, shown));
}

// Why an SMS is not as short as it could be.
void warn_of_sms(const json::object& content, Warnings& out) {
    const SmsSize size = sms_size(text_in(content, "text"));
    if (size.segments > 1) {
        std::string because = fmt::format("it has {} units of GSM-7, of which one holds 160", size.units);
        if (!size.gsm7) {
            because.clear();
            for (const auto& c : size.not_gsm7) because += (because.empty() ? "“" : ", “") + c + "”";
            because += size.not_gsm7.size() == 1 ? " is" : " are";
            because += " not in GSM-7";
        }
        out.push_back(fmt::format("{} segments of SMS, because {}", size.segments, because));
    }
    if (size.segments > kSegmentsMax) {
        out.push_back(fmt::format("gateways take at most {} segments", kSegmentsMax));
    }
}

void warn_of_payload(const json::object& content, Warnings& out) {
    const PushSize size = push_size(content);
    for (const auto& [service, bytes] : {std::pair{"FCM", size.fcm}, std::pair{"APNs", size.apns}}) {
        if (bytes <= kPushBytesMax) continue;
        out.push_back(fmt::format("payload is {} bytes for {}, which takes {}", grouped(bytes), service,
                                  grouped(kPushBytesMax)));
    }
}

void warn_of_html(const json::object& content, Warnings& out) {
    const std::size_t bytes = text_in(content, "html").size();
    if (bytes <= kHtmlShown) return;
    out.push_back(
        fmt::format("html is {} bytes; Gmail shows the first {}", grouped(bytes), grouped(kHtmlShown)));
}

// What is left of a template when it was rendered from data that is one, or escaped too often.
void warn_of_marks(std::string_view member, std::string_view text, Warnings& out) {
    for (const std::string_view mark : {"{{", "{%", "}}", "%}"}) {
        if (text.find(mark) == std::string_view::npos) continue;
        out.push_back(fmt::format("{} has “{}”, as if something in it had not been rendered", member, mark));
        return;
    }
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void warn_of_text(const json::object& content, Warnings& out) {
    for (const auto& item : content) {
        if (!item.value().is_string()) continue;
        const std::string_view text = item.value().get_string();
        if (is_blank(text)) out.push_back(fmt::format("{} is empty", std::string_view(item.key())));
        if (item.key() != "html") warn_of_marks(item.key(), text, out);
    }
    for (const auto& item : data_in(content)) {
        if (item.value().is_string()) warn_of_marks(item.key(), item.value().get_string(), out);
    }
}

}  // namespace

PushSize push_size(const json::object& content) {
    const json::object said{{"title", text_in(content, "title")}, {"body", text_in(content, "body")}};
    const json::object& data = data_in(content);
    json::object fcm{{"notification", said}};
    if (!data.empty()) fcm["data"] = data;
    json::object apns = data;
    apns["aps"] = json::object{{"alert", said}};
    return {json::write(fcm).size(), json::write(apns).size()};
}

json::object sizes_of(Channel channel, const json::object& content) {
    switch (channel) {
        case Channel::email: {
            const std::size_t text = text_in(content, "text").size();
            const std::size_t html = text_in(content, "html").size();
            const std::string_view subject = text_in(content, "subject");
            return {{"subject_characters", count_code_points(subject)},
                    {"text_bytes", text},
                    {"html_bytes", html},
                    {"bytes", subject.size() + text + html}};
        }
        case Channel::sms: {
            const SmsSize size = sms_size(text_in(content, "text"));
            return {{"encoding", size.encoding()}, {"units", size.units}, {"segments", size.segments}};
        }
        case Channel::push: {
            const PushSize size = push_size(content);
            return {{"title_characters", count_code_points(text_in(content, "title"))},
                    {"body_characters", count_code_points(text_in(content, "body"))},
                    {"fcm_bytes", size.fcm},
                    {"apns_bytes", size.apns}};
        }
    }
    return {};
}

std::vector<std::string> warnings_of(Channel channel, const json::object& content) {
    Warnings out;
    switch (channel) {
        case Channel::email:
            warn_of_length(content, "subject", kSubjectShown, out);
            warn_of_html(content, out);
            break;
        case Channel::sms:
            warn_of_sms(content, out);
            break;
        case Channel::push:
            warn_of_length(content, "title", kTitleShown, out);
            warn_of_length(content, "body", kBodyShown, out);
            warn_of_payload(content, out);
            break;
    }
    warn_of_text(content, out);
    return out;
}

}  // namespace tidings::core

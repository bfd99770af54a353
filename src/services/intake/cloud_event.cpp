#include "services/intake/cloud_event.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "core/channel_list.h"
#include "http/syntax.h"
#include "services/web/answers.h"

namespace tidings::intake {
namespace {

// Attributes by name, with where each stands; both forms come down to this.
struct Attributes {
    std::map<std::string, std::string, std::less<>> values;
    std::function<core::Fault(std::string_view name, std::string detail)> fault;

    const std::string* find(std::string_view name) const {
        const auto found = values.find(name);
        return found == values.end() ? nullptr : &found->second;
    }
};

bool is_attribute_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

std::string required(const Attributes& a, std::string_view name, core::Faults& faults) {
    const auto* text = a.find(name);
    if (!text) {
        faults.push_back(a.fault(name, "is required"));
        return {};
    }
    if (auto fault = core::name_fault(*text)) faults.push_back(a.fault(name, *fault));
    return *text;
}

std::optional<Time> time_of(const Attributes& a, std::string_view name, core::Faults& faults) {
    const auto* text = a.find(name);
    if (!text) return std::nullopt;
    const auto t = parse_rfc3339(*text);
    if (t) return *t;
    faults.push_back(a.fault(name, "must be a time with an offset, such as 2026-03-29T00:30:00Z"));
    return std::nullopt;
}

Said said_by(const Attributes& a, core::Faults& faults) {
    Said said;
    core::Event& event = said.event;
    if (const auto version = required(a, "specversion", faults); !version.empty() && version != "1.0") {
        faults.push_back(a.fault("specversion", "must be 1.0"));
    }
    event.id = core::EventId(required(a, "id", faults));
    event.source = core::Source(required(a, "source", faults));
    event.type = core::TypeName(required(a, "type", faults));
    if (auto user = required(a, "subject", faults); !user.empty()) said.users.emplace_back(std::move(user));
    time_of(a, "time", faults);
    event.send_at = time_of(a, "sendat", faults);
    event.expires_at = time_of(a, "expirytime", faults);
    if (const auto* list = a.find("channels")) {
        event.channels = core::parse_channels(*list);
        if (!event.channels)
            faults.push_back(a.fault("channels", "must be a comma list of email, sms, push"));
    }
    if (const auto* word = a.find("priority")) {
        event.priority = core::parse_priority(*word);
        if (!event.priority)
            faults.push_back(a.fault("priority", "must be one of critical, high, normal, low"));
    }
    if (const auto* trace = a.find("traceparent")) event.traceparent = *trace;
    return said;
}

Places places_in(const Attributes& a, std::string data) {
    return {a.fault("type", ""), a.fault("expirytime", ""), "sendat", std::move(data)};
}

// An attribute's value as text; CloudEvents' types are strings, booleans and integers.
std::optional<std::string> text_of(const json::value& v) {
    if (const auto* s = v.if_string()) return std::string(*s);
    if (v.is_bool()) return v.get_bool() ? "true" : "false";
    if (v.is_int64()) return std::to_string(v.get_int64());
    return std::nullopt;
}

// A header's value as the HTTP binding wants it read: quotes off, then one round of percent-decoding. What is
// not encoded is taken as it is, since not every producer encodes.
std::optional<std::string> decode(std::string_view value) {
    std::string plain;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value[i] == '\\' && i + 1 < value.size()) ++i;
            plain += value[i];
        }
    } else {
        plain = value;
    }
    std::string out;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const bool encoded = plain[i] == '%' && i + 2 < plain.size() && http::hex_digit(plain[i + 1]) >= 0 &&
                             http::hex_digit(plain[i + 2]) >= 0;
        if (!encoded) {
            out += plain[i];
            continue;
        }
        out += static_cast<char>(http::hex_digit(plain[i + 1]) * 16 + http::hex_digit(plain[i + 2]));
        i += 2;
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

}  // namespace

boost::system::result<Said, NotJsonData> read_structured(const json::value& v, const Reading& reading,
                                                         const std::string& pointer, core::Faults& faults) {
    const auto* object = v.if_object();
    if (!object) {
        faults.push_back({pointer, "must be an object"});
        return Said{};
    }
    Attributes a;
    a.fault = [&](std::string_view name, std::string detail) {
        std::string place = pointer;
        json::append_token(place, name);
        return core::Fault{std::move(place), std::move(detail)};
    };
    const json::value* data = nullptr;
    for (const auto& member : *object) {
        const std::string_view name = member.key();
        if (member.value().is_null()) continue;
        if (name == "data_base64") return NotJsonData{};
        if (name == "data") {
            data = &member.value();
            continue;
        }
        const auto text = text_of(member.value());
        if (!is_attribute_name(name))
            faults.push_back(a.fault(name, "is no attribute name"));
        else if (!text)
            faults.push_back(a.fault(name, "must be a string, an integer or a boolean"));
        else
            a.values.emplace(name, *text);
    }
    if (const auto* type = a.find("datacontenttype"); type && !web::is_json(*type)) return NotJsonData{};
    Said said = said_by(a, faults);
    said.event.data = data ? *data : json::value(json::object{});
    check(said, reading, places_in(a, pointer + "/data"), faults);
    return said;
}

boost::system::result<Said, NotJsonData> read_binary(const http::Request& request, const json::value& data,
                                                     const Reading& reading, core::Faults& faults) {
    Attributes a;
    a.fault = [](std::string_view name, std::string detail) {
        return core::Fault{"", "the header ce-" + std::string(name) + " " + std::move(detail)};
    };
    for (const auto& [header, value] : request.headers) {
        if (!header.starts_with("ce-")) continue;
        const auto name = std::string_view(header).substr(3);
        const auto text = decode(value);
        if (!is_attribute_name(name))
            faults.push_back(a.fault(name, "is no attribute name"));
        else if (!text)
            faults.push_back(a.fault(name, "must be UTF-8 once it is decoded"));
        else if (name == "datacontenttype")
            faults.push_back(a.fault(name, "must not be there: Content-Type says it"));
        else if (!a.values.emplace(name, *text).second)
            faults.push_back(a.fault(name, "must not come twice"));
    }
    if (const auto* trace = request.header("traceparent")) a.values.emplace("traceparent", *trace);
    Said said = said_by(a, faults);
    said.event.data = data;
    check(said, reading, places_in(a, ""), faults);
    return said;
}

}  // namespace tidings::intake

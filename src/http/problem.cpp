#include "http/problem.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.h"

namespace tidings::http {
namespace {

std::string type_of(std::string_view title) {
    std::string type = "urn:tidings:problem:";
    for (const char c : to_lower(title)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) {
            type += c;
        } else if (type.back() != '-' && type.back() != ':') {
            type += '-';
        }
    }
    while (type.back() == '-') type.pop_back();
    return type;
}

Response write(int status, std::string_view type, std::string_view title, std::string_view detail,
               const std::vector<Fault>& faults) {
    json::object body{{"type", type}, {"title", title}, {"status", status}};
    if (!detail.empty()) body["detail"] = detail;
    if (!faults.empty()) {
        json::array errors;
        for (const Fault& fault : faults) {
            errors.push_back(json::object{{"pointer", fault.pointer}, {"detail", fault.detail}});
        }
        body["errors"] = std::move(errors);
    }
    return respond(status, "application/problem+json", json::write(body));
}

}  // namespace

Response problem(int status, std::string_view title, std::string_view detail,
                 const std::vector<Fault>& faults) {
    return write(status, type_of(title), title, detail, faults);
}

Response problem(int status, std::string_view detail) {
    return write(status, "about:blank", reason_phrase(status), detail, {});
}

}  // namespace tidings::http

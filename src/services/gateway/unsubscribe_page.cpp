#include "services/gateway/unsubscribe_page.h"

namespace tidings::gateway {
namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&#34;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

http::Response page(int status, const std::string& title, const std::string& body) {
    auto response =
        http::respond(status, "text/html; charset=utf-8",
                      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                      "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
                          title +
                          "</title>"
                          "<body style=\"font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem "
                          "auto;padding:0 1rem\">"
                          "<h1 style=\"font-size:1.4rem\">" +
                          title + "</h1>" + body + "</body></html>\n");
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                                  "base-uri 'none'; frame-ancestors 'none'");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

http::Response unsubscribe_page(const std::string& category, bool done) {
    const std::string what = escaped(category);
    if (done) return page(200, "Unsubscribed", "<p>You will get no more messages about “" + what + "”.</p>");
    return page(200, "Unsubscribe?",
                "<p>Stop all messages about “" + what +
                    "”?</p>"
                    "<form method=\"post\"><button style=\"font:inherit;padding:.5rem "
                    "1rem\">Unsubscribe</button></form>");
}

http::Response broken_link_page() {
    return page(404, "This link does not work", "<p>It is not complete, or it was not made here.</p>");
}

}  // namespace tidings::gateway

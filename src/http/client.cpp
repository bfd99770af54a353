#include "http/client.h"

#include <memory>

#include <curl/curl.h>

#include "base/time.h"
#include "http/syntax.h"

namespace tidings::http {
namespace {

constexpr std::size_t kAnswerMax = 64 * 1024 * 1024;

struct EasyEnd {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyEnd>;

struct ListEnd {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListEnd>;

struct Answer {
    Response response;
    bool too_large = false;
};

std::size_t on_body(const char* data, std::size_t /*one*/, std::size_t size, void* user) {
    auto& answer = *static_cast<Answer*>(user);
    answer.too_large = answer.response.body.size() + size > kAnswerMax;
    if (answer.too_large) return 0;
    answer.response.body.append(data, size);
    return size;
}

std::size_t on_header(const char* data, std::size_t /*one*/, std::size_t size, void* user) {
    auto& answer = *static_cast<Answer*>(user);
    std::string_view line(data, size);
    if (line.starts_with("HTTP/")) answer.response.headers.clear();  // those so far were of a 100 Continue
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        answer.response.headers.emplace_back(to_lower(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
    return size;
}

Result<List> header_list(const Fields& headers) {
    List list;
    // libcurl would wait a second for "100 Continue" before a larger body.
    list.reset(curl_slist_append(nullptr, "Expect:"));
    for (const auto& [name, value] : headers) {
        if (!is_token(name) || !is_field_value(value))
            return invalid("the header \"" + name + "\" is malformed");
        // "Name;" is how libcurl is told to send a header without a value.
        const std::string line = value.empty() ? name + ";" : name + ": " + value;
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) return internal_error("out of memory");
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

void set_options(CURL* easy, const Call& call, const std::string& url, curl_slist* headers, Answer& answer) {
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (call.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (call.method != "GET" || !call.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.data());
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &answer);
}

Error failure(CURLcode code, const Call& call, const Answer& answer) {
    if (answer.too_large) return {Errc::full, "the answer is larger than 64 MiB; ask for less"};
    switch (code) {
        case CURLE_COULDNT_CONNECT:
            return unavailable("cannot connect to " + call.base_url + ": is `tidings serve` running?");
        case CURLE_COULDNT_RESOLVE_HOST:
            return unavailable("cannot find the host of " + call.base_url);
        case CURLE_OPERATION_TIMEDOUT:
            return unavailable("no answer from " + call.base_url + " within " +
                               format_duration(std::chrono::duration_cast<Duration>(call.timeout)) +
                               "; try again, or ask its /readyz");
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return invalid("\"" + call.base_url + "\" is no http or https URL");
        default:
            return unavailable("no answer from " + call.base_url + ": " + curl_easy_strerror(code));
    }
}

}  // namespace

Result<Response> call(const Call& call) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    const Easy easy(curl_easy_init());
    if (started != CURLE_OK || easy == nullptr) return internal_error("libcurl does not start");
    const auto headers = header_list(call.headers);
    if (!headers) return headers.error();

    std::string url = call.base_url;
    while (url.ends_with('/')) url.pop_back();
    url += call.path;
    Answer answer;
    set_options(easy.get(), call, url, headers->get(), answer);
    const CURLcode code = curl_easy_perform(easy.get());
    if (code != CURLE_OK) return failure(code, call, answer);
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.response.status = static_cast<int>(status);
    return std::move(answer.response);
}

}  // namespace tidings::http

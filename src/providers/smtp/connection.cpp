#include "providers/smtp/connection.h"

#include <array>
#include <chrono>
#include <mutex>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/assert.h"
#include "providers/smtp/reply.h"

namespace tidings::providers {
namespace {

using State = Connections::State;

// libcurl's guard against its being started by two threads at once.
void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

std::string url_of(const SmtpServer& server) {
    const bool is_ipv6 = server.host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}/{}", server.tls == SmtpTls::implicit ? "smtps" : "smtp",
                       is_ipv6 ? "[" : "", server.host, is_ipv6 ? "]" : "", server.port, server.hello);
}

}  // namespace

struct Connections::Impl {
    struct One {
        CURL* easy = nullptr;
        State state = State::closed;
        std::array<char, CURL_ERROR_SIZE> words{};
        ReplyReader reader;
        std::optional<Reply> last;  // the server's answer that came last while opening
        std::string fault;
    };

    Impl(SmtpServer s, std::size_t count) : server(std::move(s)), url(url_of(server)), all(count) {
        start_curl();
        multi = curl_multi_init();
        TIDINGS_ASSERT(multi != nullptr);
        for (One& one : all) {
            one.easy = curl_easy_init();
            TIDINGS_ASSERT(one.easy != nullptr);
            set_up(one);
        }
    }

    ~Impl() {
        for (One& one : all) {
            close(one, true);
            curl_easy_cleanup(one.easy);
        }
        curl_multi_cleanup(multi);
    }

    void set_up(One& one);
    void set_up_security(One& one);
    void open(One& one);
    void opened(One& one, CURLcode code);
    void close(One& one, bool politely);
    std::string fault_of(const One& one, CURLcode code) const;
    static std::size_t on_reply(char* bytes, std::size_t size, std::size_t count, void* one);

    SmtpServer server;
    std::string url;
    CURLM* multi = nullptr;
    std::vector<One> all;  // never resized: libcurl holds pointers into it
};

void Connections::Impl::set_up(One& one) {
    CURL* easy = one.easy;
    const auto timeout_ms =
        static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(server.timeout).count());
    const auto timeout_s = static_cast<long>(std::chrono::ceil<std::chrono::seconds>(server.timeout).count());
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT,
                     1L);  // closing does not wait for a name that is being resolved
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout_s);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, one.words.data());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Impl::on_reply);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &one);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &one);
    set_up_security(one);
}

void Connections::Impl::set_up_security(One& one) {
    CURL* easy = one.easy;
    const bool must_encrypt = server.tls == SmtpTls::starttls;
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!server.ca_file.empty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, server.ca_file.c_str());
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // this file alone is trusted
    }
    if (!server.username.empty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, server.username.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, server.password.reveal().c_str());
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    }
}

std::size_t Connections::Impl::on_reply(char* bytes, std::size_t size, std::size_t count, void* target) {
    auto& one = *static_cast<One*>(target);
    std::string_view rest(bytes, size * count);
    while (auto reply = one.reader.take(rest)) one.last = std::move(reply);
    return size * count;
}

void Connections::Impl::open(One& one) {
    TIDINGS_ASSERT(one.state == State::closed);
    one.reader = {};
    one.last.reset();
    one.fault.clear();
    one.words[0] = '\0';
    one.state = State::opening;
    const CURLMcode code = curl_multi_add_handle(multi, one.easy);
    TIDINGS_ASSERT(code == CURLM_OK);
}

void Connections::Impl::opened(One& one, CURLcode code) {
    if (code == CURLE_OK) {
        one.state = State::open;
        return;
    }
    one.fault = fault_of(one, code);
    close(one, false);
}

std::string Connections::Impl::fault_of(const One& one, CURLcode code) const {
    const Reply words{0, one.words[0] != '\0' ? one.words.data() : curl_easy_strerror(code)};
    std::string text = "cannot connect: " + shown(words, server.hidden).substr(2);  // without the code
    if (one.last && !one.last->is_good()) text += ": " + shown(*one.last, server.hidden);
    if (code == CURLE_LOGIN_DENIED) text += "; check smtp.username and .password";
    if (code == CURLE_USE_SSL_FAILED) text += "; the server offers no STARTTLS, which smtp.tls asks for";
    return text;
}

// A connection of CURLOPT_CONNECT_ONLY lives as long as its handle is among the multi's.
void Connections::Impl::close(One& one, bool politely) {
    if (one.state == State::closed) return;
    std::size_t taken = 0;
    constexpr std::string_view kQuit = "QUIT\r\n";
    if (politely && one.state == State::open) curl_easy_send(one.easy, kQuit.data(), kQuit.size(), &taken);
    curl_multi_remove_handle(multi, one.easy);
    one.state = State::closed;
}

Connections::Connections(SmtpServer server, std::size_t count)
    : impl_(std::make_unique<Impl>(std::move(server), count)) {}

Connections::~Connections() = default;

std::size_t Connections::count() const {
    return impl_->all.size();
}

State Connections::state(std::size_t i) const {
    return impl_->all[i].state;
}

const std::string& Connections::fault(std::size_t i) const {
    return impl_->all[i].fault;
}

void Connections::advance() {
    int running = 0;
    curl_multi_perform(impl_->multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(impl_->multi, &left)) {
        char* target = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &target);
        impl_->opened(*reinterpret_cast<Impl::One*>(target), message->data.result);
    }
}

void Connections::open(std::size_t i) {
    impl_->open(impl_->all[i]);
}

void Connections::close(std::size_t i, bool politely) {
    impl_->close(impl_->all[i], politely);
}

void Connections::give_up(std::size_t i, std::string fault) {
    impl_->close(impl_->all[i], false);
    impl_->all[i].fault = std::move(fault);
}

std::optional<std::size_t> Connections::send(std::size_t i, std::string_view bytes) {
    std::size_t taken = 0;
    const CURLcode code = curl_easy_send(impl_->all[i].easy, bytes.data(), bytes.size(), &taken);
    if (code == CURLE_AGAIN) return 0;
    return code == CURLE_OK ? std::optional(taken) : std::nullopt;
}

std::optional<std::size_t> Connections::receive(std::size_t i, std::span<char> buffer) {
    std::size_t count = 0;
    const CURLcode code = curl_easy_recv(impl_->all[i].easy, buffer.data(), buffer.size(), &count);
    if (code == CURLE_AGAIN) return 0;
    return code == CURLE_OK && count > 0 ? std::optional(count) : std::nullopt;
}

bool Connections::is_usable(std::size_t i) {
    std::array<char, 1> buffer{};
    const auto came = receive(i, buffer);
    return came && *came == 0;
}

}  // namespace tidings::providers

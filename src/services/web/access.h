#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "core/rate_limit.h"
#include "http/router.h"
#include "ports/clock.h"
#include "services/catalog/catalog.h"
#include "services/web/inbox.h"
#include "services/web/strangers.h"

namespace tidings::web {

// What an API key allows; `admin` allows everything.
enum class Scope { send, read, admin };
std::string_view name(Scope s);
std::optional<Scope> parse_scope(std::string_view text);

// A new key: the text for whoever asked for it, shown once, and the entry that is kept.
struct NewKey {
    std::string text;  // "tk_" ID "_" SECRET, 4 and 32 random bytes as hex
    records::ApiKeyEntry entry;
};
NewKey make_key(std::string name, std::vector<std::string> scopes, Time now);

// 401, and that a key is asked for.
http::Response unauthorized(std::string_view detail);

// Decides who may call: the key in `Authorization: Bearer …`, its scopes and its rate. Without any key on
// record everybody may, which only listening on loopback, or the operator's word, permits; but not the pages
// of other sites that a browser on this machine shows. Keys that nobody was given are counted (`Strangers`),
// and all requests of open routes together have the rate of one key. For the I/O thread.
class Access {
public:
    Access(catalog::CatalogView& catalog, const ports::Clock& clock, core::RateLimit rate_per_key);

    // What is told of each refusal: why, as one of kRefusals. To be set before the first request.
    void on_refused(std::function<void(std::string_view reason)> tell) { tell_ = std::move(tell); }
    static constexpr std::array<std::string_view, 6> kRefusals{"no_key", "unknown_key", "guessing",
                                                               "scope",  "rate",        "foreign_page"};

    // Adds a route whose requests go to `inbox`, once they may.
    void add(http::Router& router, std::string method, std::string_view pattern, Scope scope, Inbox& inbox,
             std::function<void(Visit&&)> handle);

    // A route that anybody may use, since its path proves enough.
    void add_open(http::Router& router, std::string method, std::string_view pattern, Inbox& inbox,
                  std::function<void(Visit&&)> handle);

private:
    // Who may, and the headers that tell them what is left of their rate.
    struct Admitted {
        std::string key_name;
        bool with_key = false;
        http::Fields rate;
    };

    const std::function<void(Visit&&)>* keep(std::function<void(Visit&&)> handle);

    // The failure is the answer for those who may not.
    boost::system::result<Admitted, http::Response> admit(const http::Request& request, Scope scope);
    boost::system::result<http::Fields, http::Response> use_rate(const records::ApiKeyEntry& key);
    http::Response refuse(std::string_view reason, http::Response response) const;
    http::Response refuse_stranger(const http::Request& request);

    catalog::CatalogView& catalog_;
    const ports::Clock& clock_;
    core::RateLimit rate_;
    std::map<std::string, core::SlidingWindow> windows_;
    core::SlidingWindow open_;  // of all open routes
    Strangers strangers_;
    std::function<void(std::string_view)> tell_ = [](std::string_view) {};
    std::vector<std::unique_ptr<std::function<void(Visit&&)>>> handlers_;
};

}  // namespace tidings::web

#include "services/admin/admin.h"

#include <utility>

#include "base/log.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr std::size_t kVisitsMax = 200;
constexpr std::size_t kUnreadMax = 1'000;
constexpr Duration kUnreadFor = std::chrono::seconds{5};

// For who asks later who has changed what: each change that an administrator asked for, and by which key. It
// names what was to be changed, but nobody's address.
void tell_change(const web::Visit& visit, std::string_view pattern, int status) {
    const bool names_address = pattern.find("{address}") != std::string_view::npos;
    const std::string what(names_address ? pattern : visit.request.path);
    log::info("an administrator's request",
              {{"key", visit.key_name}, {"request", visit.request.method + ' ' + what}, {"status", status}});
}

}  // namespace

Admin::Admin(const Parts& parts, Options options, Random random)
    : parts_(parts), options_(std::move(options)), random_(random), inbox_(options_.waiting_max) {}

void Admin::add_routes(http::Router& router, web::Access& access) {
    using enum web::Scope;
    using enum Fields;
    access.add(router, "GET", "/v1/events/{id}", read, inbox_,
               [this](web::Visit&& visit) { take_event(std::move(visit)); });
    add(router, access, "POST", "/v1/events/{id}/cancel", send, &Admin::cancel_event, some);
    add(router, access, "GET", "/v1/notifications", read, &Admin::list_notifications, some);
    add(router, access, "GET", "/v1/notifications/{id}", read, &Admin::get_notification);
    add(router, access, "POST", "/v1/notifications/{id}/cancel", send, &Admin::cancel_notification);
    add(router, access, "GET", "/v1/outbox", read, &Admin::list_outbox, some);
    add(router, access, "GET", "/v1/dead-letters", read, &Admin::list_dead_letters, some);
    add(router, access, "GET", "/v1/dead-letters/{id}", read, &Admin::get_dead_letter);
    add(router, access, "POST", "/v1/dead-letters/{id}/replay", admin, &Admin::replay_one);
    add(router, access, "POST", "/v1/dead-letters/replay", admin, &Admin::replay_many, some);
    add(router, access, "GET", "/v1/users/{id}", read, &Admin::get_user);
    add(router, access, "GET", "/v1/suppressions", read, &Admin::list_suppressions, some);
    add(router, access, "GET", "/v1/suppressions/{channel}/{address}", read, &Admin::get_suppression);
    add(router, access, "PUT", "/v1/suppressions/{channel}/{address}", admin, &Admin::put_suppression);
    add(router, access, "DELETE", "/v1/suppressions/{channel}/{address}", admin, &Admin::delete_suppression);
    add(router, access, "GET", "/v1/event-types", read, &Admin::list_types, some);
    add(router, access, "GET", "/v1/event-types/{type}", read, &Admin::get_type);
    add(router, access, "PUT", "/v1/event-types/{type}", admin, &Admin::put_type);
    add(router, access, "GET", "/v1/templates", read, &Admin::list_templates, some);
    for (const auto* pattern :
         {"/v1/templates/{type}/{channel}", "/v1/templates/{type}/{channel}/{locale}"}) {
        add(router, access, "GET", pattern, read, &Admin::get_template, some);
        add(router, access, "PUT", pattern, admin, &Admin::put_template);
    }
    for (const auto* pattern :
         {"/v1/templates/{type}/{channel}/versions", "/v1/templates/{type}/{channel}/{locale}/versions"}) {
        add(router, access, "GET", pattern, read, &Admin::list_template_versions, some);
    }
    for (const auto* pattern :
         {"/v1/templates/{type}/{channel}/revert", "/v1/templates/{type}/{channel}/{locale}/revert"}) {
        add(router, access, "POST", pattern, admin, &Admin::revert_template);
    }
    add(router, access, "GET", "/v1/pieces", read, &Admin::list_pieces, some);
    add(router, access, "GET", "/v1/pieces/{name...}", read, &Admin::get_piece, some);
    add(router, access, "PUT", "/v1/pieces/{name...}", admin, &Admin::put_piece);
    add(router, access, "GET", "/v1/pieces/{name...}/versions", read, &Admin::list_piece_versions, some);
    add(router, access, "POST", "/v1/pieces/{name...}/revert", admin, &Admin::revert_piece);
    add(router, access, "GET", "/v1/api-keys", admin, &Admin::list_keys, some);
    add(router, access, "POST", "/v1/api-keys", admin, &Admin::post_key);
    add(router, access, "DELETE", "/v1/api-keys/{id}", admin, &Admin::delete_key);
    add(router, access, "POST", "/v1/preview", read, &Admin::preview);
    add(router, access, "GET", "/v1/ledger", read, &Admin::get_ledger, some);
    add(router, access, "GET", "/v1/reasons", read, &Admin::get_reasons);
    if (options_.set_clock) add(router, access, "POST", "/v1/test/clock", admin, &Admin::post_clock);
}

void Admin::add(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
                web::Scope scope, Handle handle, Fields fields) {
    add_checked(router, access, std::move(method), pattern, scope, fields,
                [this, handle](const web::Visit& visit) { return (this->*handle)(visit.request); });
}

void Admin::add(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
                web::Scope scope, HandleVisit handle, Fields fields) {
    add_checked(router, access, std::move(method), pattern, scope, fields,
                [this, handle](const web::Visit& visit) { return (this->*handle)(visit); });
}

void Admin::add_checked(http::Router& router, web::Access& access, std::string method,
                        std::string_view pattern, web::Scope scope, Fields fields,
                        std::function<http::Response(const web::Visit&)> handle) {
    const bool changes = scope == web::Scope::admin && method != "GET";
    access.add(router, std::move(method), pattern, scope, inbox_,
               [this, fields, changes, pattern = std::string(pattern),
                handle = std::move(handle)](web::Visit&& visit) {
                   auto fault = fields == Fields::none ? web::refused_query(visit.request) : std::nullopt;
                   auto response = fault ? std::move(*fault) : handle(visit);
                   if (changes) tell_change(visit, pattern, response.status);
                   answer(std::move(visit.responder), std::move(response));
               });
}

// Whoever has put an event type may put its templates next. What cannot be read for long is on the log all
// the same, and will be read.
void Admin::answer(http::Responder&& responder, http::Response&& response) {
    auto unread = std::exchange(published_unread_, std::nullopt);
    if (!unread || unread_.size() >= kUnreadMax) return responder.answer(std::move(response));
    unread_.push_back(
        {std::move(*unread), std::move(responder), std::move(response), parts_.clock.steady() + kUnreadFor});
}

void Admin::answer_unread() {
    if (unread_.empty()) return;
    const bool read = parts_.catalog.catch_up().has_value();
    const auto now = parts_.clock.steady();
    while (!unread_.empty() && (read || waiting_is_over_ || unread_.front().until <= now)) {
        Unread& first = unread_.front();
        const auto kept = read ? counts(first.entry) : Result<>();
        first.responder.answer(kept ? std::move(first.response) : web::answer_to(kept.error()));
        unread_.pop_front();
    }
}

Result<std::size_t> Admin::step() {
    // Where the log fails, what is known of the catalog has to do.
    const auto refreshed = parts_.catalog.refresh();
    if (!refreshed && follows_catalog_) {
        log::warning("the catalog cannot be followed", {{"error", refreshed.error().message}});
    }
    follows_catalog_ = refreshed.has_value();
    answer_unread();
    auto visits = inbox_.take(kVisitsMax);
    for (auto& visit : visits) {
        const auto* handle = visit.handle;
        (*handle)(std::move(visit));
    }
    look_after_waiting();
    has_waiting_ = !waiting_.empty() || !unread_.empty();
    return visits.size();
}

}  // namespace tidings::admin

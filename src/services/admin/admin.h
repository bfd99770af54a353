#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "base/random.h"
#include "http/router.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "ports/task_queue.h"
#include "services/catalog/catalog.h"
#include "services/web/access.h"
#include "services/web/inbox.h"

namespace tidings::admin {

// What the admin is made of. The engine's parts outlive it.
struct Parts {
    ports::EventLog& log;
    ports::Store& store;
    ports::StoreQueries& queries;
    ports::TaskQueue& queue;
    const ports::Clock& clock;
    catalog::CatalogView& catalog;
};

struct Options {
    catalog::Texts texts;
    Duration lost_after = std::chrono::minutes{15};
    std::size_t waiting_max = 2'000;  // requests that wait for a step; beyond: 503
    // Sets the test clock and wakes whoever may have something to do then. Empty: there is none.
    std::function<Result<>(Time)> set_clock;
};

// Answers questions and does what people ask for. Handlers run in the I/O thread and only queue; `step`
// belongs to one thread.
class Admin {
public:
    Admin(const Parts& parts, Options options, Random random);

    void add_routes(http::Router& router, web::Access& access);
    void on_request(std::function<void()> wake) { inbox_.on_post(std::move(wake)); }

    // Answers what has come in, up to a bound, and looks after those that wait for an event (`?wait=`). A
    // change of the catalog is answered once it can be read here, which with a log that is other processes'
    // too takes a later step.
    Result<std::size_t> step();

    // From now on nobody waits: who does is answered with what there is. From any thread.
    void end_waiting() { waiting_is_over_ = true; }

    // Whether somebody waits for an event or for the catalog, so that `step` should soon look again.
    // From any thread.
    bool has_waiting() const { return has_waiting_; }

    // The ledger as it is now; from any thread.
    static Result<core::Ledger> ledger(const Parts& parts, const Options& options, bool recount);

private:
    using Handle = http::Response (Admin::*)(const http::Request&);
    using HandleVisit = http::Response (Admin::*)(const web::Visit&);  // where it counts who asks
    enum class Fields { none, some };                // of a route's query; some: its handler looks at them
    enum class Wanted { anything, decided, final };  // of an event: what there is, all decisions, all settled
    struct Waiting {
        web::Visit visit;
        SteadyTime until;
        Wanted wanted;
    };

    struct Preview {
        json::array decisions;
        json::array notifications;
        json::array skipped;  // what would have been said where nothing is sent
    };

    // What will be said of a change that is on the log, and not yet in `parts_.catalog`.
    struct Unread {
        records::CatalogEntry entry;
        http::Responder responder;
        http::Response response;
        SteadyTime until;
    };

    void add(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
             web::Scope scope, Handle handle, Fields fields = Fields::none);
    void add(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
             web::Scope scope, HandleVisit handle, Fields fields = Fields::none);

    // Adds a route whose handler comes after a look at the query.
    void add_checked(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
                     web::Scope scope, Fields fields,
                     std::function<http::Response(const web::Visit&)> handle);

    void answer(http::Responder&& responder, http::Response&& response);
    void answer_unread();

    // events.cpp
    void take_event(web::Visit&& visit);
    void make_room();
    void look_after_waiting();
    bool is_over(Waiting& waiting, SteadyTime now);
    std::optional<http::Response> event_answer(const http::Request& request, Wanted wanted);
    http::Response cancel_event(const web::Visit& visit);
    Result<json::array> cancel_all(const ports::NotificationFilter& filter, bool& all);

    // notifications.cpp
    http::Response list_notifications(const http::Request& request);
    http::Response get_notification(const http::Request& request);
    http::Response cancel_notification(const http::Request& request);
    // What one request to cancel has done so far.
    struct Wish {
        std::optional<Uuid> row;                // by which a notifier would go on
        std::optional<core::TaskId> taken_out;  // of the queue
    };
    Result<core::Notification> cancel(core::NotificationId id);
    Result<> request_cancel(core::Notification& n, Wish& wish);
    Result<bool> take_out(const core::TaskId& task, Wish& wish);
    Result<> set_cancelled(core::Notification& n, const Wish& wish);
    void tell(const core::Notification& n, const Uuid& outgoing);
    http::Response list_outbox(const http::Request& request);

    // dead_letters.cpp
    http::Response list_dead_letters(const http::Request& request);
    http::Response get_dead_letter(const http::Request& request);
    http::Response replay_one(const http::Request& request);
    http::Response replay_many(const http::Request& request);
    Result<std::pair<std::vector<Uuid>, bool>> failed_ids(ports::NotificationFilter filter);
    Result<> command_replay(std::span<const Uuid> ids);

    // people.cpp
    http::Response get_user(const http::Request& request);
    http::Response list_suppressions(const http::Request& request);
    http::Response get_suppression(const http::Request& request);
    http::Response put_suppression(const http::Request& request);
    http::Response delete_suppression(const http::Request& request);

    // catalog_routes.cpp
    http::Response list_types(const http::Request& request);
    http::Response get_type(const http::Request& request);
    http::Response put_type(const http::Request& request);
    http::Response list_templates(const http::Request& request);
    http::Response get_template(const http::Request& request);
    http::Response put_template(const http::Request& request);
    http::Response list_template_versions(const http::Request& request);
    http::Response revert_template(const http::Request& request);
    http::Response store(records::TemplateEntry entry);
    Result<> publish(const records::CatalogEntry& entry);
    Result<> counts(const records::CatalogEntry& entry);

    // pieces.cpp
    http::Response list_pieces(const http::Request& request);
    http::Response get_piece(const http::Request& request);
    http::Response put_piece(const http::Request& request);
    http::Response list_piece_versions(const http::Request& request);
    http::Response revert_piece(const http::Request& request);
    http::Response store(records::PieceEntry entry);

    // keys.cpp
    http::Response list_keys(const http::Request& request);
    http::Response post_key(const web::Visit& visit);
    http::Response delete_key(const http::Request& request);

    // preview.cpp
    http::Response preview(const web::Visit& visit);
    Result<> preview_one(const core::Event& event, Time now, Preview& shown);

    // ledger.cpp
    http::Response get_ledger(const http::Request& request);
    http::Response get_reasons(const http::Request& request);
    http::Response post_clock(const http::Request& request);

    Parts parts_;
    Options options_;
    Random random_;
    web::Inbox inbox_;
    std::deque<Waiting> waiting_;  // whose turn it is first
    bool follows_catalog_ = true;
    std::optional<records::CatalogEntry> published_unread_;  // by the visit at hand
    std::deque<Unread> unread_;
    std::atomic<bool> has_waiting_{false};
    std::atomic<bool> waiting_is_over_{false};
};

}  // namespace tidings::admin

#include "app/wiring.h"

#include <algorithm>
#include <thread>

#include "app/celery.h"
#include "app/engine.h"
#include "app/engine_start.h"
#include "app/listen.h"
#include "app/observer.h"
#include "app/provider_setup.h"
#include "app/seed.h"
#include "app/service_loop.h"
#include "app/signals.h"
#include "app/supervisor.h"
#include "app/system_routes.h"
#include "base/hash.h"
#include "base/log.h"
#include "http/server.h"
#include "http/target.h"
#include "services/admin/admin.h"
#include "services/gateway/gateway.h"
#include "services/notifier/notifier.h"
#include "services/worker/worker.h"

namespace tidings::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kIdle = milliseconds{200};          // between looks at the clock's dues
constexpr Duration kOthers = milliseconds{10};         // between looks at what other notifiers do
constexpr Duration kOrders = milliseconds{250};        // between looks for orders, of which nobody tells
constexpr Duration kInFlight = milliseconds{2};        // between looks at transfers
constexpr Duration kSomebodyWaits = milliseconds{50};  // between looks at who waits too long for an event
constexpr Duration kOthersWrite = milliseconds{10};    // the same where nobody tells that an event is decided

Random seeded() {
    std::uint64_t seed = 0;
    const auto bytes = random_bytes(sizeof seed);
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return Random(seed);
}

bool is_loopback(const std::string& listen) {
    return listen.starts_with("127.") || listen.starts_with("localhost:") || listen.starts_with("[::1]:");
}

// A server and all that it is made of, in the order in which things may be torn down.
class Server final : public RunningServer {
public:
    static Result<std::unique_ptr<Server>> make(const Settings& settings, std::unique_ptr<Engine> engine);

    std::string url() const override { return "http://" + host_ + ":" + std::to_string(http_->port()); }

    Result<> start() {
        const auto started = supervisor_.start();
        if (started) log::info("ready", {{"url", url()}, {"engine", engine_->name()}, {"roles", roles_}});
        return started;
    }
    int run(Signals& signals, const Settings& settings) {
        Supervisor::Ending ending;
        ending.limit = settings.duration("drain.timeout");
        return supervisor_.run(signals, ending);
    }

private:
    explicit Server(std::unique_ptr<Engine> engine) : engine_(std::move(engine)), catalog_(engine_->log()) {}

    Result<> assemble(const Settings& settings);
    Result<> read_catalog(const Settings& settings);
    Result<> make_services(const Settings& settings);
    void make_admin();
    void make_notifier(const Settings& settings, const catalog::Texts& texts);
    Result<> make_worker(const Settings& settings);
    Result<> make_celery(const Settings& settings);
    Result<> make_gateway(const Settings& settings, const web::UnsubscribeTokens& tokens);
    void make_loops(const Settings& settings);
    ServiceLoop* add_loop(Service service);
    void add_notifier_loop();
    Result<std::size_t> shown(Result<std::size_t> written);
    void add_worker_loop(const Settings& settings);
    bool tasks_wait();
    Result<> start_http();
    void stop_http();
    Result<> make_http(const Settings& settings);
    void count_refusals();
    Result<> keys_allow(const Settings& settings) const;

    Metrics metrics_;
    Readiness readiness_;
    std::unique_ptr<Engine> engine_;
    catalog::CatalogView catalog_;
    admin::Options admin_options_;
    std::unique_ptr<Observer> observer_;
    std::unique_ptr<gateway::Gateway> gateway_;
    std::unique_ptr<notifier::Notifier> notifier_;
    std::unique_ptr<worker::Worker> worker_;
    std::unique_ptr<Celery> celery_;
    std::unique_ptr<admin::Admin> admin_;
    std::unique_ptr<web::Access> access_;
    http::Router router_;
    std::string host_;
    std::string listen_cited_;
    std::string roles_;
    Duration drain_limit_{};
    std::unique_ptr<http::Server> http_;
    std::thread http_thread_;
    std::vector<ServiceLoop*> loops_;
    ServiceLoop* worker_loop_ = nullptr;
    std::atomic<ServiceLoop*> admin_loop_{nullptr};
    Supervisor supervisor_{metrics_};
};

Result<std::unique_ptr<Server>> Server::make(const Settings& settings, std::unique_ptr<Engine> engine) {
    std::unique_ptr<Server> server(new Server(std::move(engine)));
    if (const auto assembled = server->assemble(settings); !assembled) return assembled.error();
    return server;
}

Result<> Server::assemble(const Settings& settings) {
    if (const auto read = read_catalog(settings); !read) return read;
    if (const auto allowed = keys_allow(settings); !allowed) return allowed;
    if (const auto made = make_services(settings); !made) return made;
    if (const auto made = make_http(settings); !made) return made;
    make_loops(settings);
    (void)observer_->step();  // what it finds stands in readiness_
    return {};
}

// The embedded engine is filled by its first start, a cluster by `tidings init`.
Result<> Server::read_catalog(const Settings& settings) {
    if (settings.text("engine") == "embedded") {
        const auto entries = seed_catalog(engine_->log());
        if (!entries) return entries.error();
        if (*entries > 0) log::info("catalog seeded", {{"entries", *entries}});
    }
    return read_to_the_end(catalog_);
}

// Without the gateway and the admin there is nothing that a key would open.
Result<> Server::keys_allow(const Settings& settings) const {
    if (!settings.has_role("gateway") && !settings.has_role("admin")) return {};
    const std::string listen = listen_address(settings);
    if (is_loopback(listen) || settings.flag("http.allow_without_keys")) return {};
    if (!catalog_.current()->api_keys().empty()) return {};
    const bool embedded = settings.text("engine") == "embedded";
    return invalid(settings.cited("http.listen") +
                   " can be reached from elsewhere, and there is no API key yet; make one with `tidings key "
                   "create --name root --scopes admin --offline" +
                   (embedded ? " --data-dir '" + settings.text("data.dir") + "'`" : "` and these settings") +
                   ", or say --http-allow-without-keys");
}

Result<> Server::make_services(const Settings& settings) {
    auto secret = engine_->keep_secret(kUnsubscribeKey, *catalog_.current());
    if (!secret) return secret.error();
    std::string public_url = settings.text("http.public_url");
    if (public_url.empty()) public_url = "http://" + listen_address(settings);
    const web::UnsubscribeTokens tokens(std::move(*secret), std::move(public_url));
    const catalog::Texts texts{settings.text("locale.default"),
                               [tokens](const core::UserId& user, const std::string& category) {
                                   return tokens.url(user, category);
                               }};

    admin_options_.texts = texts;
    admin_options_.lost_after = settings.duration("queue.lost_after");
    observer_ = std::make_unique<Observer>(*engine_, catalog_, admin_options_, metrics_, readiness_);
    if (settings.has_role("admin")) make_admin();
    if (settings.has_role("notifier")) make_notifier(settings, texts);
    if (settings.has_role("worker")) {
        if (const auto made = make_worker(settings); !made) return made;
    }
    return settings.has_role("gateway") ? make_gateway(settings, tokens) : Result<>();
}

void Server::make_admin() {
    if (auto set_clock = engine_->set_clock()) {
        admin_options_.set_clock = [this, set_clock](Time t) {
            const auto set = set_clock(t);
            for (auto* loop : loops_) loop->wake();
            return set;
        };
    }
    const admin::Parts parts{engine_->log(),   engine_->store(), engine_->queries(),
                             engine_->queue(), engine_->clock(), catalog_};
    admin_ = std::make_unique<admin::Admin>(parts, admin_options_, seeded());
}

void Server::make_notifier(const Settings& settings, const catalog::Texts& texts) {
    notifier::Options options;
    options.retry = {settings.durations("retry.delays"), settings.share("retry.jitter")};
    options.texts = texts;
    options.lost_after = settings.duration("queue.lost_after");
    options.shares_store = settings.text("engine") == "cluster";
    notifier_ = std::make_unique<notifier::Notifier>(
        notifier::Parts{engine_->log(), engine_->store(), engine_->queries(), engine_->queue(),
                        engine_->clock(), catalog_},
        std::move(options), seeded());
}

Result<> Server::make_worker(const Settings& settings) {
    auto routes = make_routes(settings, engine_->clock());
    if (!routes) return routes.error();
    worker_ = std::make_unique<worker::Worker>(engine_->queue(), engine_->log(), engine_->clock(),
                                               std::move(*routes), worker::Options{}, metrics_);
    return settings.text("engine") == "cluster" ? make_celery(settings) : Result<>();
}

Result<> Server::make_celery(const Settings& settings) {
    auto celery = Celery::make(settings, engine_->log(), catalog_, engine_->clock(), [this] {
        adapters::redis::WorkerCounts counts;
        counts.active = static_cast<std::int64_t>(worker_->active());
        counts.processed = static_cast<std::int64_t>(worker_->processed());
        return counts;
    });
    if (!celery) return celery.error();
    celery_ = std::move(*celery);
    return {};
}

Result<> Server::make_gateway(const Settings& settings, const web::UnsubscribeTokens& tokens) {
    const auto stamped_until = engine_->newest_stamp();
    if (!stamped_until) return stamped_until.error();
    gateway::Options options;
    options.lag_max = settings.number("events.lag_max");
    options.stamped_until = *stamped_until;
    options.admin_url = http::without_slash(settings.text("admin.url"));
    gateway_ = std::make_unique<gateway::Gateway>(
        engine_->log(), engine_->clock(), catalog_, tokens, [this] { return observer_->lag(); },
        std::move(options), seeded(), metrics_);
    return {};
}

// Started in this order and drained in the reverse one: what takes work in ends first.
void Server::make_loops(const Settings& settings) {
    add_loop({.name = "observer",
              .step = [this] { return observer_->step(); },
              .idle = [this] { return observer_->idle(); },
              .tells_itself = true});
    if (settings.has_role("notifier")) add_notifier_loop();
    if (settings.has_role("worker")) add_worker_loop(settings);
    if (settings.has_role("admin")) {
        admin_loop_ = add_loop({"admin", [this] { return admin_->step(); },
                                [this, look = notifier_ ? kSomebodyWaits : kOthersWrite] {
                                    return admin_->has_waiting() ? look : Duration{seconds{1}};
                                }});
        const auto wake = admin_loop_.load()->waker();
        admin_->on_request(wake);
        engine_->log().on_append(core::Topic::catalog, wake);
    }
    if (settings.has_role("gateway")) {
        auto* loop =
            add_loop({"gateway", [this] { return gateway_->step(); }, [] { return Duration{seconds{1}}; }});
        gateway_->on_request(loop->waker());
    }
    if (settings.has_role("analytics") && settings.origin("roles") != "default") {
        log::warning("the role analytics does nothing yet", {{"roles", settings.text("roles")}});
    }
    supervisor_.add(Part{"http", [this] { return start_http(); }, [this] { stop_http(); }});
}

ServiceLoop* Server::add_loop(Service service) {
    ServiceLoop& loop = supervisor_.add(std::move(service));
    loops_.push_back(&loop);
    return &loop;
}

void Server::add_notifier_loop() {
    using enum core::Topic;
    auto* tracker =
        add_loop({"tracker", [this] { return shown(notifier_->track()); }, [] { return Duration{kIdle}; }});
    auto* decider = add_loop({"notifier", [this] { return shown(notifier_->decide()); },
                              [this] { return notifier_->waits_for_others() ? kOthers : kIdle; }});
    engine_->log().on_append(status, tracker->waker());
    for (const auto topic : {events, events_critical, commands, catalog}) {
        engine_->log().on_append(topic, decider->waker());
    }
}

// Whoever waits for an event (`?wait=`) is looked after as soon as something has been written.
Result<std::size_t> Server::shown(Result<std::size_t> written) {
    ServiceLoop* admin = admin_loop_;
    if (written && *written > 0 && admin && admin_->has_waiting()) admin->wake();
    return written;
}

// Nobody wakes the worker when a rate limit lets the next one through, so while tasks wait it looks as often
// as the shortest permit lives.
void Server::add_worker_loop(const Settings& settings) {
    Duration look = seconds{1};
    for (const auto channel : core::kChannels) {
        const auto limit = settings.limit("limits." + std::string(core::name(channel)));
        if (limit) look = std::min(look, limit->permit_life());
    }
    auto* loop = add_loop({"worker", [this] { return worker_->step(); },
                           [this, look] {
                               if (worker_->busy()) return kInFlight;
                               return tasks_wait() ? look : Duration{seconds{1}};
                           },
                           [this] {
                               worker_->drain();
                               return worker_->idle();
                           }});
    worker_loop_ = loop;
    if (celery_) add_loop({"celery", [this] { return celery_->step(); }, [] { return Duration{kOrders}; }});
    engine_->queue().on_push(loop->waker());
}

bool Server::tasks_wait() {
    const auto depths = engine_->queue().depths();
    return depths && std::ranges::any_of(*depths, [](const auto& depth) { return depth.waiting > 0; });
}

Result<> Server::start_http() {
    if (const auto started = http_->start(); !started) {
        return Error{started.error().code, listen_cited_ + ": " + started.error().message};
    }
    http_thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "http");
        http_->run();
    });
    return {};
}

// Requests at hand have most of the drain for themselves; the rest of it is for what they have brought in.
void Server::stop_http() {
    readiness_.draining = true;
    if (admin_) admin_->end_waiting();
    if (admin_loop_) admin_loop_.load()->wake();
    if (worker_loop_) worker_loop_->request_stop();
    http_->stop(std::chrono::ceil<milliseconds>(drain_limit_ * 3 / 4));
    if (http_thread_.joinable()) http_thread_.join();
}

// Each from the start on, so that a rise from none is seen.
void Server::count_refusals() {
    std::map<std::string_view, Counter*> counters;
    for (const auto reason : web::Access::kRefusals) {
        counters[reason] = &metrics_.counter("tidings_http_refused_total",
                                             "Requests that were refused before they were looked at, by why.",
                                             {{"reason", std::string(reason)}});
    }
    access_->on_refused([counters](std::string_view reason) { counters.at(reason)->add(); });
}

Result<> Server::make_http(const Settings& settings) {
    access_ = std::make_unique<web::Access>(catalog_, engine_->clock(),
                                            core::RateLimit{1'000, Duration{seconds{1}}});
    count_refusals();
    if (settings.has_role("gateway")) gateway_->add_routes(router_, *access_);
    if (settings.has_role("admin")) admin_->add_routes(router_, *access_);
    if (settings.has_role("gateway") && !settings.has_role("admin")) {
        router_.send_on_to(http::without_slash(settings.text("admin.url")));
    }
    if (!settings.has_role("admin")) {
        router_.hint_at(
            "the role admin, which answers most questions, is another process: ask that one, or set "
            "admin.url for the gateway");
    }
    add_system_routes(router_, metrics_, readiness_);
    http::ServerOptions options;
    options.listen = listen_address(settings);
    listen_cited_ = settings.cited("http.listen");
    for (const auto& role : settings.words("roles")) {
        if (role != "analytics") roles_ += (roles_.empty() ? "" : ",") + role;  // it does nothing yet
    }
    drain_limit_ = settings.duration("drain.timeout");
    host_ = options.listen.substr(0, options.listen.rfind(':'));
    options.now = [this] { return engine_->clock().now(); };
    options.connections = static_cast<std::size_t>(settings.number("http.max_connections"));
    http_ = std::make_unique<http::Server>(std::move(options),
                                           [this](http::Request&& request, http::Responder&& responder) {
                                               router_(std::move(request), std::move(responder));
                                           });
    return {};
}

}  // namespace

Result<std::unique_ptr<RunningServer>> start_server(const Settings& settings) {
    auto engine = make_engine(settings);
    if (!engine) return engine.error();
    auto server = Server::make(settings, std::move(*engine));
    if (!server) return server.error();
    if (const auto started = (*server)->start(); !started) return started.error();
    return std::unique_ptr<RunningServer>(std::move(*server));
}

Result<int> serve(const Settings& settings) {
    // Before a server is waited for, or a data folder made.
    if (const auto good = check_providers(settings); !good) return good.error();
    Signals signals;
    Start start(settings, signals);
    auto engine = start.engine();
    if (!engine) return engine.error();
    if (!*engine) return 0;  // told to end before it came to anything
    Result<std::unique_ptr<Server>> server = std::unique_ptr<Server>();
    if (!start.run([&] { server = Server::make(settings, std::move(*engine)); })) return 0;
    if (!server) return server.error();
    start.over();
    if (const auto started = (*server)->start(); !started) return started.error();
    return (*server)->run(signals, settings);
}

}  // namespace tidings::app

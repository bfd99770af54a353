#include "adapters/postgres/connection.h"

#include <array>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

namespace tidings::adapters::postgres {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kBinary = 1;
constexpr std::size_t kTextsMax = 100;
// For how long the client waits beyond what the server allows itself.
constexpr Duration kGrace = seconds{5};

// Plans are made once and kept, often while the tables are empty. So they are made as for large tables: every
// read of the services finds its rows by an index, one by one.
//
// No timeout of the server's ends its wait for the rest of a commit that it has begun: where our host is gone
// it would hold the locks, and so the partitions' offsets, for as long as its system's keepalive is patient
// (hours).
constexpr const char* kSession =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; "
    "SET enable_mergejoin = off; SET enable_material = off; SET enable_memoize = off; SET jit = off; "
    "SET cpu_index_tuple_cost = 10; SET max_parallel_workers_per_gather = 0; "
    "SET synchronous_commit = on; SET default_transaction_isolation = 'read committed'; "
    "SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET client_min_messages = 'error'; "
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; ";

std::string millis(Duration d) {
    return std::to_string(duration_cast<milliseconds>(d).count());
}

std::string first_line(const char* text) {
    std::string_view line(text ? text : "");
    line = line.substr(0, line.find('\n'));
    return std::string(line.empty() ? "the connection is closed" : line);
}

std::string field(const pg_result* result, int which) {
    const char* text = PQresultErrorField(result, which);
    return text ? text : "";
}

std::string name_of(const char* sql) {
    return fmt::format("tidings_{}", static_cast<const void*>(sql));
}

// libpq's own words about a URL may repeat it, and with it the password.
bool is_readable(const std::string& url) {
    PQconninfoOption* parsed = PQconninfoParse(url.c_str(), nullptr);
    PQconninfoFree(parsed);
    return parsed != nullptr;
}

// Empty where the URL does not say it.
std::string said_in(const Options& options, std::string_view keyword) {
    PQconninfoOption* parsed = PQconninfoParse(options.url.reveal().c_str(), nullptr);
    std::string value;
    for (const PQconninfoOption* o = parsed; o && o->keyword; ++o) {
        if (o->keyword == keyword && o->val) value = o->val;
    }
    PQconninfoFree(parsed);
    return value;
}

// libpq has no code for it. Of a server that says it in another language it is as if it were away.
bool is_missing(const std::string& why, const pg_conn* handle) {
    const char* name = PQdb(handle);
    return name != nullptr && why.ends_with(fmt::format("database \"{}\" does not exist", name));
}

// What the URL says goes before what stands ahead of it.
pg_conn* connect(const Options& options, const std::string& database) {
    // Not 0, which is for ever.
    const auto bound = std::max(duration_cast<seconds>(options.connect_timeout), seconds{1});
    const auto connecting = std::to_string(bound.count());
    const auto unacknowledged = millis(options.statement_timeout);
    const std::array keys{"application_name",
                          "connect_timeout",
                          "tcp_user_timeout",
                          "keepalives_idle",
                          "keepalives_interval",
                          "keepalives_count",
                          "dbname",
                          database.empty() ? nullptr : "dbname",
                          static_cast<const char*>(nullptr)};
    const std::array values{"tidings",
                            connecting.c_str(),
                            unacknowledged.c_str(),
                            "10",
                            "5",
                            "3",
                            options.url.reveal().c_str(),
                            database.c_str(),
                            static_cast<const char*>(nullptr)};
    return PQconnectdbParams(keys.data(), values.data(), 1);
}

}  // namespace

std::string database_of(const Options& options) {
    return said_in(options, "dbname");
}

std::string place_of(const Options& options) {
    auto host = said_in(options, "host");
    if (host.empty()) host = said_in(options, "hostaddr");
    auto port = said_in(options, "port");
    return fmt::format("{} at {}:{}", database_of(options), host.empty() ? "localhost" : host,
                       port.empty() ? "5432" : port);
}

void Connection::Finish::operator()(pg_conn* connection) const {
    PQfinish(connection);
}

void Connection::ClearResult::operator()(pg_result* result) const {
    PQclear(result);
}

Result<std::unique_ptr<Connection>> Connection::open(const Options& options, const std::string& database) {
    if (!is_readable(options.url.reveal())) {
        return invalid(
            "postgres.url is no address that PostgreSQL's clients take: postgresql://user@host/database");
    }
    pg_conn* handle = connect(options, database);
    if (handle == nullptr) return unavailable("there is no memory for a connection to PostgreSQL");
    std::unique_ptr<Connection> connection(new Connection(handle, options));
    if (PQstatus(handle) != CONNECTION_OK) {
        const std::string why = first_line(PQerrorMessage(handle));
        const auto text = fmt::format("cannot connect to the database {}: {}", connection->place(), why);
        if (!is_missing(why, handle)) return unavailable(text);
        return not_found(text + "; run `tidings migrate`, which makes it where it may");
    }
    PQsetNoticeProcessor(handle, [](void*, const char*) {}, nullptr);
    PQsetnonblocking(handle, 1);
    if (const auto ready = connection->prepare_session(); !ready) return error_of(ready.error());
    return connection;
}

Answered<void> Connection::prepare_session() {
    const auto set = execute(fmt::format("{} SET idle_in_transaction_session_timeout = {}", kSession,
                                         millis(options_.statement_timeout)));
    return set ? usual_speed() : set;
}

Answered<void> Connection::allow_slow() {
    slow_ = true;
    const auto bound = millis(options_.slow_statement_timeout);
    return execute(fmt::format("SET lock_timeout = {0}; SET statement_timeout = {0}", bound));
}

Answered<void> Connection::usual_speed() {
    slow_ = false;
    return execute(fmt::format("SET lock_timeout = {}; SET statement_timeout = {}",
                               millis(options_.lock_timeout), millis(options_.statement_timeout)));
}

Answered<void> Connection::forget_plans() {
    return execute("DISCARD PLANS");
}

Answered<Answer> Connection::run(const Step& step) {
    auto answers = run(std::span(&step, 1));
    if (!answers) return answers.error();
    return std::move(answers->front());
}

Answered<std::vector<Answer>> Connection::run(std::span<const Step> steps) {
    std::vector<const char*> expected;
    PQenterPipelineMode(handle_.get());
    if (!send_all(steps, expected)) return lose("sending failed");
    auto answers = receive(expected);
    if (!broken_) PQexitPipelineMode(handle_.get());
    if (!broken_ && PQtransactionStatus(handle_.get()) == PQTRANS_INERROR) execute("ROLLBACK");
    return answers;
}

// `expected`: for each result that will come, the statement that it says is prepared, or null where it is the
// result of a step.
bool Connection::send_all(std::span<const Step> steps, std::vector<const char*>& expected) {
    std::unordered_set<const char*> sent;
    for (const Step& step : steps) {
        if (!prepared_.contains(step.sql) && sent.insert(step.sql).second) {
            if (!send_prepare(step.sql)) return false;
            expected.push_back(step.sql);
        }
        if (!send_step(step)) return false;
        expected.push_back(nullptr);
    }
    return PQpipelineSync(handle_.get()) == 1 && flush();
}

bool Connection::send_prepare(const char* sql) {
    return PQsendPrepare(handle_.get(), name_of(sql).c_str(), sql, 0, nullptr) == 1;
}

namespace {

// As libpq wants them.
struct Values {
    explicit Values(const Parameters& parameters) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const auto& value = parameters[i];
            texts.push_back(value.data());
            lengths.push_back(static_cast<int>(value.size()));
            formats.push_back(kBinary);
        }
    }
    int count() const { return static_cast<int>(texts.size()); }

    std::vector<const char*> texts;
    std::vector<int> lengths;
    std::vector<int> formats;
};

}  // namespace

bool Connection::send_step(const Step& step) {
    const Values values(step.parameters);
    return PQsendQueryPrepared(handle_.get(), name_of(step.sql).c_str(), values.count(), values.texts.data(),
                               values.lengths.data(), values.formats.data(), kBinary) == 1;
}

Answered<std::vector<Answer>> Connection::receive(const std::vector<const char*>& expected) {
    std::vector<Answer> answers;
    std::optional<Failure> failed;
    const auto silence = [&] {
        const auto lost = lose("no answer");
        return failed ? *failed : lost;
    };
    for (const char* prepared : expected) {
        auto result = receive_one();
        if (!result) return silence();
        const auto status = PQresultStatus(result.get());
        const bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
        if (good && prepared) prepared_.insert(prepared);
        if (!good && !failed && status != PGRES_PIPELINE_ABORTED) failed = noted(result.get());
        if (broken_) return silence();
        if (good && !prepared) answers.emplace_back(result.release());
        receive_one();  // the end of this one's results
    }
    // The transaction ends here, and may still fail.
    for (auto result = receive_one();; result = receive_one()) {
        if (!result) return silence();
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
        if (!failed) failed = noted(result.get());
    }
    if (failed) return *failed;
    return answers;
}

Answered<Answer> Connection::run_text(const std::string& sql, Parameters parameters) {
    auto known = texts_.find(sql);
    if (known == texts_.end()) {
        if (texts_.size() == kTextsMax) return run_once(sql, parameters);
        known = texts_.insert(sql).first;
    }
    return run({known->c_str(), std::move(parameters)});
}

Answered<Answer> Connection::run_once(const std::string& sql, const Parameters& parameters) {
    const Values values(parameters);
    if (PQsendQueryParams(handle_.get(), sql.c_str(), values.count(), nullptr, values.texts.data(),
                          values.lengths.data(), values.formats.data(), kBinary) != 1 ||
        !flush()) {
        return lose("sending failed");
    }
    auto result = receive_one();
    if (!result) return lose("no answer");
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
        auto failure = noted(result.get());
        if (!broken_) receive_one();
        return failure;
    }
    receive_one();
    return Answer(result.release());
}

Answered<void> Connection::execute(const std::string& sql) {
    if (PQsendQuery(handle_.get(), sql.c_str()) != 1 || !flush()) return lose("sending failed");
    std::optional<Failure> failed;
    while (const auto result = receive_one()) {
        const auto status = PQresultStatus(result.get());
        const bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
        if (!good && !failed) failed = noted(result.get());
    }
    if (failed) return *failed;
    if (broken_) return lose("no answer");
    return {};
}

// Nothing: the results of one statement are at their end, or the connection is lost.
Connection::Received Connection::receive_one() {
    while (PQisBusy(handle_.get()) != 0) {
        if (!wait(false)) {
            broken_ = true;
            return nullptr;
        }
    }
    return Received(PQgetResult(handle_.get()));
}

bool Connection::flush() {
    for (;;) {
        const int left = PQflush(handle_.get());
        if (left <= 0) return left == 0;
        if (!wait(true)) return false;
    }
}

// Until there is something to read, which is read, or room to write. False: the server is silent, or gone.
bool Connection::wait(bool for_writing) {
    const auto bound = (slow_ ? options_.slow_statement_timeout : options_.statement_timeout) + kGrace;
    const short events = for_writing ? POLLIN | POLLOUT : POLLIN;
    pollfd socket{PQsocket(handle_.get()), events, 0};
    int ready = 0;
    do {
        ready = poll(&socket, 1, static_cast<int>(duration_cast<milliseconds>(bound).count()));
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) return false;
    if ((socket.revents & ~POLLOUT) == 0) return true;
    return PQconsumeInput(handle_.get()) == 1;
}

bool Connection::in_transaction() const {
    return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE;
}

bool Connection::was_closed() const {
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    return poll(&socket, 1, 0) != 0;  // a server says nothing unasked but farewell
}

Failure Connection::lose(const std::string& what) {
    broken_ = true;
    const auto said = first_line(PQerrorMessage(handle_.get()));
    return {.message = fmt::format("{} ({}): {}", what, place(), said), .lost = true};
}

Failure Connection::noted(const pg_result* result) {
    Failure failure{.state = field(result, PG_DIAG_SQLSTATE),
                    .message = first_line(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)),
                    .table = field(result, PG_DIAG_TABLE_NAME),
                    .column = field(result, PG_DIAG_COLUMN_NAME),
                    .constraint = field(result, PG_DIAG_CONSTRAINT_NAME)};
    failure.lost = failure.state.empty() || failure.state.starts_with("57P");
    if (failure.state.empty()) failure.message = first_line(PQresultErrorMessage(result));
    broken_ = broken_ || ends_connection(failure);
    return failure;
}

std::string Connection::place() const {
    const char* host = PQhost(handle_.get());
    const char* port = PQport(handle_.get());
    const char* name = PQdb(handle_.get());
    return fmt::format("{} at {}:{}", name ? name : "", host ? host : "", port ? port : "");
}

}  // namespace tidings::adapters::postgres

#pragma once

#include <memory>
#include <span>
#include <unordered_set>

#include "adapters/postgres/answer.h"
#include "adapters/postgres/failure.h"
#include "adapters/postgres/options.h"
#include "adapters/postgres/parameters.h"

struct pg_conn;
struct pg_result;

namespace tidings::adapters::postgres {

// The database that the options' URL names; empty where it names none.
std::string database_of(const Options& options);

// What the URL says of the server, for people: "tidings at 127.0.0.1:5432". It says nothing secret.
std::string place_of(const Options& options);

// One connection with the statements it has prepared. For one thread at a time.
//
// A wait ends when the server has been silent for longer than a statement may last: the connection is lost
// then, so that a dead peer holds nobody up.
class Connection {
public:
    // `database`: instead of the one in the options' URL. Errc::invalid when the URL is none,
    // Errc::not_found when the server has no such database.
    static Result<std::unique_ptr<Connection>> open(const Options& options, const std::string& database = {});

    // Runs the steps one behind the other in one transaction, sent at once, and waits once. They are all
    // done, durably, or none of them is; where the connection is lost meanwhile, nobody knows which. Steps
    // that say BEGIN and do not say COMMIT leave the transaction to the next ones; a failure ends it.
    Answered<std::vector<Answer>> run(std::span<const Step> steps);
    Answered<Answer> run(const Step& step);

    // A statement whose text is made up. Some texts are kept like those of steps: planning is most of what a
    // small one costs.
    Answered<Answer> run_text(const std::string& sql, Parameters parameters);
    // The same, not kept.
    Answered<Answer> run_once(const std::string& sql, const Parameters& parameters);

    // Several statements without parameters, not kept; for set-up and migrations.
    Answered<void> execute(const std::string& sql);

    // What is asked until `usual_speed` may last as long as slow statements may, and wait as long for locks.
    Answered<void> allow_slow();
    Answered<void> usual_speed();

    // Has plans made anew, from what the tables have become: those made while they were all but empty are bad
    // for large ones, and would be kept until PostgreSQL happens to analyze the tables.
    Answered<void> forget_plans();
    SteadyTime plans_until{};  // when that is to be done; for its owner to keep

    // Nothing may be asked of it any more.
    bool is_broken() const { return broken_; }
    bool in_transaction() const;
    // Whether its server has closed it while nobody asked anything.
    bool was_closed() const;

    // The database that it is connected to, and where that is: "tidings at 127.0.0.1:5432".
    std::string place() const;

private:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };
    struct ClearResult {
        void operator()(pg_result* result) const;
    };
    using Received = std::unique_ptr<pg_result, ClearResult>;

    Connection(pg_conn* connection, const Options& options) : handle_(connection), options_(options) {}

    Answered<void> prepare_session();
    bool send_prepare(const char* sql);
    bool send_step(const Step& step);
    bool send_all(std::span<const Step> steps, std::vector<const char*>& expected);
    Answered<std::vector<Answer>> receive(const std::vector<const char*>& expected);
    Received receive_one();
    bool flush();
    bool wait(bool for_writing);
    Failure lose(const std::string& what);
    Failure noted(const pg_result* result);

    std::unique_ptr<pg_conn, Finish> handle_;
    Options options_;
    std::unordered_set<const char*> prepared_;
    std::unordered_set<std::string> texts_;
    bool slow_ = false;
    bool broken_ = false;
};

}  // namespace tidings::adapters::postgres

#pragma once

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include "adapters/postgres/connection.h"

namespace tidings::testing {

// The URL of the server that TIDINGS_TEST_POSTGRES names, if it does.
inline std::optional<std::string> postgres_server() {
    const char* url = std::getenv("TIDINGS_TEST_POSTGRES");
    return url ? std::optional<std::string>(url) : std::nullopt;
}

// A name for a database on that server, which need not exist; it goes with the object.
class PostgresDatabase {
public:
    explicit PostgresDatabase(const std::string& name) : name_(name + "_" + std::to_string(::getpid())) {
        drop();
    }
    ~PostgresDatabase() { drop(); }
    PostgresDatabase(const PostgresDatabase&) = delete;
    PostgresDatabase& operator=(const PostgresDatabase&) = delete;

    const std::string& name() const { return name_; }

    adapters::postgres::Options options() const {
        adapters::postgres::Options options;
        options.url = Secret(url());
        return options;
    }
    // The server's URL with this database as its path.
    std::string url() const {
        const std::string server = postgres_server().value();
        const auto path = server.find('/', server.find("://") + 3);
        const auto query = server.find('?');
        const auto words = query == std::string::npos ? std::string() : server.substr(query);
        return server.substr(0, std::min(path, query)) + "/" + name_ + words;
    }

    // Runs statements in it, as somebody else would.
    void execute(const std::string& sql) const { execute(options(), sql); }

    // The same from outside of it.
    void on_server(const std::string& sql) const {
        adapters::postgres::Options options;
        options.url = Secret(postgres_server().value());
        execute(options, sql);
    }

    void drop() const { on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)"); }

private:
    static void execute(const adapters::postgres::Options& options, const std::string& sql) {
        const auto connection = adapters::postgres::Connection::open(options).value();
        const auto done = connection->execute(sql);
        if (!done) throw std::runtime_error(done.error().message);
    }

    std::string name_;
};

}  // namespace tidings::testing

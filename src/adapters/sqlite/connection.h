#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include "base/result.h"
#include "base/time.h"
#include "base/uuid.h"

struct sqlite3_stmt;

namespace tidings::adapters::sqlite {

// Bytes, where a bare text would be bound as TEXT.
struct Blob {
    std::string_view bytes;
};

// A prepared statement. SQLiteCpp's own copies a shared pointer for every column that is read, which costs
// more than reading it; so statements are ours, and connections and errors are SQLiteCpp's: what fails throws
// SQLite::Exception. What was bound is not copied and must live until the last step.
class Statement {
public:
    Statement(sqlite3* db, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Binds all parameters, in order, to a statement that begins anew.
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int at = 0;
        (bind_at(++at, values), ...);
        return *this;
    }
    // Binds one, counted from 1, of a statement that was reset.
    template <class Value>
    void bind_at(int at, const Value& value) {
        if constexpr (std::is_same_v<Value, Blob>) {
            bind_blob(at, value.bytes);
        } else if constexpr (std::is_same_v<Value, Uuid>) {
            bind_blob(at, value.raw());
        } else if constexpr (std::is_same_v<Value, Time>) {
            bind_integer(at, to_micros(value));
        } else if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>) {
            bind_integer(at, static_cast<std::int64_t>(value));
        } else {
            bind_text(at, std::string_view(value));
        }
    }
    template <class Value>
    void bind_at(int at, const std::optional<Value>& value) {
        if (value) {
            bind_at(at, *value);
        } else {
            bind_null(at);
        }
    }

    // Whether there is a row (more). After the last one the statement is reset.
    bool step();
    // All steps of a statement without rows; how many rows it has changed.
    int run();
    void reset();

    // Columns of the row, counted from 0; texts live until the next step.
    std::int64_t integer(int column) const;
    std::string_view bytes(int column) const;
    bool is_null(int column) const;

    template <class Number>
    Number as(int column) const {
        return static_cast<Number>(integer(column));
    }
    std::string text(int column) const { return std::string(bytes(column)); }
    Time time(int column) const { return from_micros(integer(column)); }
    std::optional<Time> time_or_nothing(int column) const {
        return is_null(column) ? std::nullopt : std::optional(time(column));
    }
    Uuid uuid(int column) const;

    // The word with the number that the column holds. Where there is none, a newer program wrote the row, or
    // the file is damaged: SQLite::Exception.
    template <class Word, std::size_t count>
    Word word(int column, const std::array<Word, count>& words) const {
        return word_of(integer(column), words);
    }
    template <class Word, std::size_t count>
    static Word word_of(std::int64_t number, const std::array<Word, count>& words) {
        if (number < 0 || static_cast<std::size_t>(number) >= count)
            throw SQLite::Exception("a row holds a word that is not known");
        return words[static_cast<std::size_t>(number)];
    }

private:
    void bind_integer(int at, std::int64_t value);
    void bind_text(int at, std::string_view text);
    void bind_blob(int at, std::string_view bytes);
    void bind_null(int at);
    void check(int code) const;

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
};

// One connection with the statements it has prepared. For one thread at a time.
class Connection {
public:
    enum class Kind { writer, reader };

    // `cache_kib` bounds its page cache. Throws SQLite::Exception.
    Connection(const std::string& file, Kind kind, int cache_kib);

    // A borrowed statement, reset when the borrower is done.
    class Use {
    public:
        explicit Use(Statement& statement) : statement_(&statement) {}
        ~Use() { statement_->reset(); }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        Statement* operator->() const { return statement_; }
        Statement& operator*() const { return *statement_; }

    private:
        Statement* statement_;
    };
    // `sql` names the statement by its address: a constant. Not for one that is in use already.
    Use use(const char* sql);

    // Runs a constant statement that has neither parameters nor rows.
    void run(const char* sql) { use(sql)->bind().run(); }
    // Runs several statements, not kept.
    void execute(const std::string& sql);

    bool in_transaction() const;

    // Whether the last connection to close puts the write-ahead log into the file and deletes it; not, unless
    // it is told to.
    void clean_up_on_close(bool clean_up);

    sqlite3* handle() const { return database_.getHandle(); }

private:
    SQLite::Database database_;
    std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;
};

// Whether the file has been damaged: it holds what nobody wrote.
bool is_damage(const SQLite::Exception& failure);

// What a failure of SQLite means to the caller.
Error error_of(const SQLite::Exception& failure);
Error damaged_error();

}  // namespace tidings::adapters::sqlite

#pragma once

#include <array>
#include <memory>

#include "adapters/postgres/wire.h"

struct pg_result;

namespace tidings::adapters::postgres {

class Answer;

// A row holds a word that this program does not know: a newer one wrote it. Caught where answers are read.
struct UnknownWord {};

// One row; it lives as long as its answer. Columns are counted from 0. What is null reads as 0 or empty.
class Row {
public:
    Row(const pg_result* result, int row) : result_(result), row_(row) {}

    bool is_null(int column) const;
    std::string_view bytes(int column) const;
    std::int64_t integer(int column) const;  // of 1, 2, 4 or 8 bytes

    template <class Number>
    Number as(int column) const {
        return static_cast<Number>(integer(column));
    }
    std::string text(int column) const { return std::string(bytes(column)); }
    Time time(int column) const { return time_of(integer(column)); }
    std::optional<Time> time_or_nothing(int column) const;
    Uuid uuid(int column) const;
    std::vector<Uuid> uuids(int column) const;

    // The word with the number that the column holds. Throws UnknownWord.
    template <class Word, std::size_t count>
    Word word(int column, const std::array<Word, count>& words) const {
        return word_of(integer(column), words);
    }
    template <class Word, std::size_t count>
    static Word word_of(std::int64_t number, const std::array<Word, count>& words) {
        if (number < 0 || static_cast<std::size_t>(number) >= count) throw UnknownWord{};
        return words[static_cast<std::size_t>(number)];
    }

private:
    const pg_result* result_;
    int row_;
};

// The rows of one statement.
class Answer {
public:
    explicit Answer(pg_result* result);

    int size() const;
    bool empty() const { return size() == 0; }
    Row operator[](int row) const { return {result_.get(), row}; }

    // What `read` makes of each row.
    template <class Read>
    auto all(const Read& read) const {
        std::vector<decltype(read((*this)[0]))> out;
        out.reserve(static_cast<std::size_t>(size()));
        for (int i = 0; i < size(); ++i) out.push_back(read((*this)[i]));
        return out;
    }

private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace tidings::adapters::postgres

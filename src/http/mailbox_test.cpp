#include "http/mailbox.h"

#include <gtest/gtest.h>

namespace tidings::http {
namespace {

// Notes what reaches the connection's end of a line.
class Receiver final : public Subscriber {
public:
    bool is_calling() const override { return calling; }
    void take(std::uint64_t ticket, Sink::Part&& /*part*/) override { tickets.push_back(ticket); }
    void pump() override {}

    bool calling = false;
    std::vector<std::uint64_t> tickets;
};

struct Office {
    int wakes = 0;
    Receiver receiver;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>([this] { ++wakes; });
    std::shared_ptr<Line> line = std::make_shared<Line>(mailbox, receiver);

    ~Office() { mailbox->shut(); }

    void deliver() {
        std::vector<Letter> letters;
        mailbox->take(letters);
        for (Letter& letter : letters) letter.line->deliver(letter.ticket, std::move(letter.part));
    }
};

Sink::Part chunk(std::size_t size) {
    return {Sink::Part::Kind::chunk, {200, {}, std::string(size, 'x')}};
}

TEST(Mailbox, WakesOnceForAllThatWaits) {
    Office office;
    for (std::uint64_t ticket = 0; ticket < 100; ++ticket) EXPECT_TRUE(office.line->send(ticket, {}));
    EXPECT_EQ(office.wakes, 1);
    office.deliver();
    EXPECT_EQ(office.receiver.tickets.size(), 100U);
    office.line->send(100, {});
    EXPECT_EQ(office.wakes, 2);
}

TEST(Mailbox, ShutItWakesNobodyAndTakesNothing) {
    Office office;
    office.line->send(1, {});
    office.mailbox->shut();
    EXPECT_FALSE(office.line->send(2, {}));
    EXPECT_EQ(office.wakes, 1);
    office.deliver();
    EXPECT_TRUE(office.receiver.tickets.empty());
}

TEST(Line, InsideAHandlersCallItTakesTheShortWay) {
    Office office;
    office.receiver.calling = true;
    office.line->send(1, {});
    EXPECT_EQ(office.wakes, 1);  // not the I/O thread
    office.mailbox->enter_io_thread();
    office.line->send(2, {});
    EXPECT_EQ(office.receiver.tickets, std::vector<std::uint64_t>{2});
}

TEST(Line, HungUpItTakesNothing) {
    Office office;
    office.line->send(1, {});
    office.line->hang_up();
    EXPECT_FALSE(office.line->alive());
    EXPECT_FALSE(office.line->send(2, {}));
    office.deliver();
    EXPECT_TRUE(office.receiver.tickets.empty());
}

TEST(Line, AStreamHasALimitOnItsWay) {
    Office office;
    EXPECT_TRUE(office.line->send(0, chunk(Line::kStreamBytesMax)));
    EXPECT_FALSE(office.line->send(0, chunk(1)));
    office.deliver();
    EXPECT_TRUE(office.line->send(0, chunk(1)));
}

}  // namespace
}  // namespace tidings::http

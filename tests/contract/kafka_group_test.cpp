#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <set>

#include <spawn.h>
#include <sys/wait.h>

#include "adapters/kafka/kafka_event_log.h"
#include "contract/kafka_fixture.h"

// Shared readers: they divide the partitions, and whoever comes, goes, dies or is robbed of a partition
// between poll and commit, each record is counted once, by the offsets of a store of our own.
namespace tidings::testing {
namespace {

using adapters::kafka::KafkaEventLog;
using core::Topic;
using ports::Partition;
using ports::Reading;

// The offsets of the store, moved by compare-and-set, and what was done in the same transactions.
class OffsetStore {
public:
    std::int64_t next(Partition partition) {
        const std::lock_guard lock(mutex_);
        return next_[partition];
    }
    bool commit(Partition partition, std::int64_t from, std::int64_t to, std::vector<std::string> values) {
        const std::lock_guard lock(mutex_);
        if (next_[partition] != from) return false;
        next_[partition] = to;
        for (auto& value : values) done_.insert(std::move(value));
        return true;
    }
    std::size_t done() {
        const std::lock_guard lock(mutex_);
        return done_.size();
    }
    // How often the value that was done most often was.
    std::size_t most_often() {
        const std::lock_guard lock(mutex_);
        std::size_t most = 0;
        for (const auto& value : done_) most = std::max(most, done_.count(value));
        return most;
    }

private:
    std::mutex mutex_;
    std::map<Partition, std::int64_t> next_;
    std::multiset<std::string> done_;
};

// What the notifier does with a shared reader, in short.
class GroupWorker {
public:
    GroupWorker(KafkaEventLog& log, OffsetStore& store)
        : store_(store),
          reader_(log.reader({Topic::events_critical, Topic::events}, Reading::shared).value()) {}

    void step() {
        poll();
        commit();
    }
    // What it polls is not committed before the next `commit`.
    void poll() {
        for (auto& record : reader_->poll(20).value()) held_.push_back(std::move(record));
        for (const auto& partition : reader_->unpositioned()) {
            at_[partition] = store_.next(partition);
            ASSERT_TRUE(reader_->seek(partition, at_[partition]));
        }
    }
    void commit() {
        std::map<Partition, std::vector<ports::Record>> by_partition;
        for (auto& record : held_) by_partition[record.partition].push_back(std::move(record));
        held_.clear();
        bool all = true;
        for (const auto& [partition, records] : by_partition) all = commit(partition, records) && all;
        if (!all) {
            ++refused_;
            reader_->unposition();
        }
    }
    std::size_t held() const { return held_.size(); }
    int refused() const { return refused_; }
    std::set<Partition> partitions() {
        // Where it stands, for as long as it is its own: what is not may not be sought.
        std::set<Partition> own;
        for (const auto& [partition, next] : at_) {
            if (reader_->seek(partition, next)) own.insert(partition);
        }
        return own;
    }

private:
    bool commit(Partition partition, const std::vector<ports::Record>& records) {
        std::vector<std::string> values;
        for (const auto& record : records) values.push_back(record.value);
        const std::int64_t to = records.back().offset + 1;
        if (!store_.commit(partition, records.front().offset, to, values)) return false;
        at_[partition] = to;
        reader_->tell_done(partition, to);
        return true;
    }

    OffsetStore& store_;
    std::unique_ptr<ports::LogReader> reader_;
    std::map<Partition, std::int64_t> at_;
    std::vector<ports::Record> held_;
    int refused_ = 0;
};

class KafkaGroup : public KafkaTest {
protected:
    void SetUp() override {
        KafkaTest::SetUp();
        if (IsSkipped()) return;
        log_ = KafkaEventLog::open(topics().options(), clock_).value();
    }
    void append(int count) {
        std::vector<ports::NewRecord> records;
        for (int i = 0; i < count; ++i, ++appended_) {
            records.push_back(
                {Topic::events, "user-" + std::to_string(appended_ % 50), {}, std::to_string(appended_)});
        }
        ASSERT_TRUE(log_->append(records));
    }
    void expect_all_done_once() {
        EXPECT_EQ(store_.done(), static_cast<std::size_t>(appended_));
        EXPECT_EQ(store_.most_often(), 1U);
    }
    static constexpr std::size_t kAll = 2 * kPartitions;  // of two topics
    // Less than the session timeout, for which the others wait when a member ends without leaving.
    static constexpr Duration kNoGhost = std::chrono::seconds{5};
    // Each topic's three partitions, two to one.
    static bool are_divided(GroupWorker& one, GroupWorker& other) {
        const auto mine = one.partitions();
        const auto theirs = other.partitions();
        const auto is_divided = [&](Topic topic) {
            const auto count = std::ranges::count(mine, topic, &Partition::topic);
            return (count == 1 || count == 2) &&
                   count + std::ranges::count(theirs, topic, &Partition::topic) == kPartitions;
        };
        return is_divided(Topic::events) && is_divided(Topic::events_critical);
    }

    std::unique_ptr<KafkaEventLog> log_;
    OffsetStore store_;
    int appended_ = 0;
};

TEST_F(KafkaGroup, SharedReadersDivideThePartitions) {
    GroupWorker one(*log_, store_);
    GroupWorker other(*log_, store_);
    wait_until([&] {
        one.step();
        other.step();
        return are_divided(one, other);
    });
    auto all = one.partitions();
    all.merge(other.partitions());
    EXPECT_EQ(all.size(), kAll);
    append(200);
    wait_until([&] {
        one.step();
        other.step();
        return store_.done() == 200;
    });
    expect_all_done_once();
}

TEST_F(KafkaGroup, TheLogKnowsWhetherItsReadersHaveJoinedWhateverTheyHave) {
    const auto few = KafkaTopics(clock_, 1);
    const auto log = KafkaEventLog::open(few.options(), clock_).value();
    const auto idle_log = KafkaEventLog::open(few.options(), clock_).value();
    EXPECT_FALSE(log->has_joined());
    GroupWorker first(*log, store_);
    EXPECT_FALSE(log->has_joined());
    wait_until([&] {
        first.step();
        return first.partitions().size() == 2;
    });
    EXPECT_TRUE(log->has_joined());
    std::optional<GroupWorker> second(std::in_place, *idle_log, store_);
    wait_until([&] {
        first.step();
        second->step();
        return idle_log->has_joined();
    });
    second.reset();
    EXPECT_FALSE(idle_log->has_joined());
}

TEST_F(KafkaGroup, EachOfTwoTopicsIsDividedForItself) {
    const auto more = KafkaTopics(clock_, 4);
    const auto log = KafkaEventLog::open(more.options(), clock_).value();
    GroupWorker one(*log, store_);
    GroupWorker other(*log, store_);
    const auto has_half = [](GroupWorker& worker) {
        const auto of = [&](Topic topic) {
            return std::ranges::count(worker.partitions(), topic, &Partition::topic);
        };
        return of(Topic::events) == 2 && of(Topic::events_critical) == 2;
    };
    wait_until([&] {
        // Both, whoever was first: one that does not look does not let go.
        one.step();
        other.step();
        return has_half(one) && has_half(other);
    });
}

TEST_F(KafkaGroup, WhoLeavesGivesItsPartitionsAwayAtOnce) {
    GroupWorker stays(*log_, store_);
    auto leaves = std::make_unique<GroupWorker>(*log_, store_);
    wait_until([&] {
        stays.step();
        leaves->step();
        return are_divided(stays, *leaves);
    });
    append(300);
    leaves->poll();
    const SteadyTime before = clock_.steady();
    leaves.reset();
    EXPECT_LT(clock_.steady() - before, std::chrono::seconds{3});
    wait_until([&] {
        stays.step();
        return store_.done() == 300 && stays.partitions().size() == kAll;
    });
    EXPECT_LT(clock_.steady() - before, kNoGhost);
    expect_all_done_once();
}

TEST_F(KafkaGroup, WhoHasNoPartitionLeavesAtOnceToo) {
    const auto few = KafkaTopics(clock_, 1);
    const auto log = KafkaEventLog::open(few.options(), clock_).value();
    std::array<std::unique_ptr<GroupWorker>, 2> workers;
    for (auto& worker : workers) worker = std::make_unique<GroupWorker>(*log, store_);
    wait_until([&] {
        for (const auto& worker : workers) worker->step();
        const auto owned = workers[0]->partitions().size() + workers[1]->partitions().size();
        return owned == 2 && few.members(Topic::events) == 2 && few.members(Topic::events_critical) == 2;
    });
    workers[workers[0]->partitions().empty() ? 0 : 1].reset();
    EXPECT_EQ(few.members(Topic::events), 1);
    EXPECT_EQ(few.members(Topic::events_critical), 1);
}

// Each in a thread of its own, as processes are: one stays, two come and go, at times while they still join.
TEST_F(KafkaGroup, NoPartitionStandsStillWhenOthersHaveComeAndGone) {
    std::atomic<bool> over = false;
    const auto step_until = [&](const auto& is_over) {
        GroupWorker worker(*log_, store_);
        wait_until([&] {
            worker.step();
            return is_over();
        });
    };
    std::thread stays([&] { step_until([&] { return over.load(); }); });
    for (int round = 0; round < 3; ++round) {
        std::array<std::thread, 2> others;
        for (auto& other : others) {
            other = std::thread([&, first = &other == &others[0]] {
                for (int i = 0; i < 3; ++i) {
                    const auto until =
                        clock_.steady() + std::chrono::milliseconds{(first ? 40 : 250) * round};
                    step_until([&] { return clock_.steady() >= until; });
                }
            });
        }
        for (auto& other : others) other.join();
        append(50);
        const SteadyTime appended = clock_.steady();
        wait_until([&] { return store_.done() == static_cast<std::size_t>(appended_); });
        EXPECT_LT(clock_.steady() - appended, kNoGhost);
    }
    over = true;
    stays.join();
    expect_all_done_once();
}

TEST_F(KafkaGroup, WhoLeavesWhileItIsJoiningEndsNothingElse) {
    append(50);
    std::atomic<bool> over = false;
    std::thread stays([&] {
        GroupWorker worker(*log_, store_);
        while (!over) worker.step();
    });
    for (int i = 0; i < 8; ++i) {  // at some of these moments librdkafka itself would end the program
        const auto joins = log_->reader({Topic::events_critical, Topic::events}, Reading::shared).value();
        const auto until = clock_.steady() + std::chrono::milliseconds{12 * i};
        wait_until([&] {
            (void)joins->poll(1);
            return clock_.steady() >= until;
        });
    }
    EXPECT_EQ(topics().members(Topic::events), 1);
    wait_until([&] { return store_.done() == 50; });
    over = true;
    stays.join();
    expect_all_done_once();
}

TEST_F(KafkaGroup, APartitionThatGoesBetweenPollAndCommitIsCommittedByItsNewOwner) {
    GroupWorker first(*log_, store_);
    append(400);
    wait_until([&] {
        first.poll();
        return first.held() >= 400;
    });
    GroupWorker second(*log_, store_);
    wait_until([&] {
        first.poll();  // which gives partitions up while it holds what it has read of them
        second.step();
        return second.partitions().size() >= 2 && store_.done() > 0;
    });
    first.commit();
    EXPECT_EQ(first.refused(), 1);
    wait_until([&] {
        first.step();
        second.step();
        return store_.done() == 400;
    });
    expect_all_done_once();
}

TEST_F(KafkaGroup, ComingAndGoingUnderLoadLosesNothingAndRepeatsNothing) {
    std::vector<std::unique_ptr<GroupWorker>> workers;
    for (int round = 0; round < 6; ++round) {
        if (round % 3 == 2) {
            workers.erase(workers.begin());
        } else {
            workers.push_back(std::make_unique<GroupWorker>(*log_, store_));
        }
        append(200);
        const auto until = clock_.steady() + std::chrono::milliseconds{300 * (round % 2)};
        wait_until([&] {
            for (const auto& worker : workers) worker->step();
            return store_.done() + 100 >= static_cast<std::size_t>(appended_) && clock_.steady() >= until;
        });
    }
    wait_until([&] {
        for (const auto& worker : workers) worker->step();
        return store_.done() >= static_cast<std::size_t>(appended_);
    });
    expect_all_done_once();
}

// The process that the next test kills, and nothing where it runs by itself. It holds what it has read and
// commits nothing.
TEST(KafkaGroupChild, ReadsUntilItIsKilled) {
    if (std::getenv("TIDINGS_TEST_PREFIX") == nullptr) return;
    adapters::SystemClock clock;
    adapters::kafka::Options options;
    options.brokers = kafka_address();
    options.topic_prefix = std::getenv("TIDINGS_TEST_PREFIX");
    const auto log = KafkaEventLog::open(options, clock).value();
    OffsetStore store;
    GroupWorker worker(*log, store);
    for (bool is_told = false; true;) {
        worker.poll();
        if (!is_told && worker.held() > 0) {
            is_told = true;
            ASSERT_EQ(::write(STDOUT_FILENO, "R", 1), 1);
        }
        std::this_thread::yield();
    }
}

class KilledReader {
public:
    explicit KilledReader(const std::string& prefix) {
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        const std::string prefix_is = "TIDINGS_TEST_PREFIX=" + prefix;
        const std::string kafka_is = std::string("TIDINGS_TEST_KAFKA=") + kafka_address();
        const char* words[] = {"child", "--gtest_filter=KafkaGroupChild.*", "--gtest_brief=1", nullptr};
        const char* environment[] = {prefix_is.c_str(), kafka_is.c_str(), nullptr};
        EXPECT_EQ(::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, const_cast<char**>(words),
                                const_cast<char**>(environment)),
                  0);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        output_ = ends[0];
    }
    ~KilledReader() {
        kill();
        ::close(output_);
    }
    // Until it has read something, which is all that it writes after GoogleTest's greeting.
    void wait_until_it_reads() {
        std::string seen;
        for (char c = 0; ::read(output_, &c, 1) == 1;) {
            seen += c;
            if (seen.ends_with("\nR") || seen == "R") return;
        }
        ADD_FAILURE() << "the process ended: " << seen;
    }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

private:
    pid_t pid_ = 0;
    int output_ = -1;
};

TEST_F(KafkaGroup, AKilledReadersPartitionsMoveWithinTenSeconds) {
    append(300);
    KilledReader child(topics().options().topic_prefix);
    child.wait_until_it_reads();
    GroupWorker stays(*log_, store_);
    wait_until([&] {
        stays.step();
        return stays.partitions().size() < kAll && stays.partitions().size() > 0;
    });
    child.kill();
    const SteadyTime killed = clock_.steady();
    append(100);
    wait_until([&] {
        stays.step();
        return store_.done() == 400 && stays.partitions().size() == kAll;
    });
    EXPECT_LT(clock_.steady() - killed, std::chrono::seconds{10});  // the session timeout is six
    expect_all_done_once();
}

TEST_F(KafkaGroup, AStaticMemberThatComesBackFindsItsPartitions) {
    auto options = topics().options();
    options.instance_id = "one";
    auto log_one = KafkaEventLog::open(options, clock_).value();
    options.instance_id = "two";
    const auto log_two = KafkaEventLog::open(options, clock_).value();
    auto one = std::make_unique<GroupWorker>(*log_one, store_);
    GroupWorker two(*log_two, store_);
    wait_until([&] {
        one->step();
        two.step();
        return are_divided(*one, two);
    });
    const auto before = two.partitions();
    one.reset();
    append(100);
    one = std::make_unique<GroupWorker>(*log_one, store_);
    wait_until([&] {
        one->step();
        two.step();
        EXPECT_EQ(two.partitions(), before);  // nothing has moved meanwhile
        return store_.done() == 100;
    });
    expect_all_done_once();
}

TEST_F(KafkaGroup, AMemberWhoseNameWasTakenComesBack) {
    auto options = topics().options();
    options.instance_id = "the same";
    const auto log = KafkaEventLog::open(options, clock_).value();
    const auto robbed = log->reader({Topic::events}, Reading::shared).value();
    const auto has_them_all = [](ports::LogReader& reader) {
        (void)reader.poll(1);
        return reader.unpositioned().size() == static_cast<std::size_t>(kPartitions);
    };
    wait_until([&] { return has_them_all(*robbed); });
    auto robber = log->reader({Topic::events}, Reading::shared).value();
    wait_until([&] {
        (void)robber->poll(1);
        (void)robbed->poll(1);
        return robbed->unpositioned().empty();
    });
    robber.reset();
    wait_until([&] { return has_them_all(*robbed); });
}

}  // namespace
}  // namespace tidings::testing

#include "http/mailbox.h"

namespace tidings::http {

bool Mailbox::post(Letter&& letter) {
    const std::lock_guard lock(mutex_);
    if (!wake_) return false;
    letters_.push_back(std::move(letter));
    if (letters_.size() == 1) wake_();
    return true;
}

void Mailbox::take(std::vector<Letter>& letters) {
    const std::lock_guard lock(mutex_);
    letters.swap(letters_);
}

void Mailbox::shut() {
    std::vector<Letter> dropped;  // letters end outside of the lock
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    dropped.swap(letters_);
}

bool Line::send(std::uint64_t ticket, Part&& part) {
    if (!alive()) return false;
    if (mailbox_->in_io_thread() && subscriber_ != nullptr && subscriber_->is_calling()) {
        subscriber_->take(ticket, std::move(part));
        return true;
    }
    if (part.kind == Part::Kind::chunk) {
        const std::size_t size = part.response.body.size();
        if (stream_bytes_.fetch_add(size) + size > kStreamBytesMax) {
            stream_bytes_.fetch_sub(size);
            return false;
        }
    }
    return mailbox_->post({shared_from_this(), ticket, std::move(part)});
}

void Line::deliver(std::uint64_t ticket, Part&& part) {
    if (part.kind == Part::Kind::chunk) stream_bytes_.fetch_sub(part.response.body.size());
    if (subscriber_ != nullptr) subscriber_->take(ticket, std::move(part));
}

void Line::hang_up() {
    subscriber_ = nullptr;
    alive_ = false;
}

}  // namespace tidings::http

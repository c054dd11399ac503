// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark tells nobody of a new conversation and has no way to give it another address. But it
// hands out its tables, by the kinds of values in their keys, and the structure of a conversation
// is public; what is done here to take one out and put it back is what epan/conversation.c does
// when a wildcard is filled in.
#include "announcements.h"

#include <algorithm>

#include "epanxx/addresses.h"

namespace vpcmirror {

namespace {

constexpr unsigned kMostAnnouncements = 4096;
constexpr size_t kMostOfOneFrame = 64;

// A key with everything in it belongs to packets that were there; what is announced lacks the other
// end's address, port or both.
constexpr const char* kStart = "address,port";
constexpr const char* kComplete = "address,port,address,port,endpoint";

struct Announced {
    wmem_map_t* table;
    conversation_t* conversation;
};

struct Search {
    uint32_t newer_than;
    uint32_t newest;
    unsigned looked_at;
    wmem_map_t* table;
    size_t count;
    Announced found[kMostOfOneFrame];
};

bool has_plain_address(const conversation_element_t* element) {
    for (; element->type != CE_CONVERSATION_TYPE; ++element) {
        if (element->type == CE_ADDRESS && epanxx::is_plain(element->addr_val)) return true;
    }
    return false;
}

// All that have one key. An announcement can be dated back: to the request, once it is answered.
void look_at_chain(void* /*key*/, void* value, void* data) {
    auto* search = static_cast<Search*>(data);
    for (auto* one = static_cast<conversation_t*>(value); one; one = one->next) {
        if (++search->looked_at > kMostAnnouncements) return;
        search->newest = std::max(search->newest, one->conv_index);
        if (one->conv_index <= search->newer_than || search->count == kMostOfOneFrame) continue;
        if (has_plain_address(one->key_ptr)) search->found[search->count++] = {search->table, one};
    }
}

void look_at_table(void* key, void* value, void* data) {
    const auto* kinds = static_cast<const char*>(key);
    if (!g_str_has_prefix(kinds, kStart) || strcmp(kinds, kComplete) == 0) return;
    auto* search = static_cast<Search*>(data);
    search->table = static_cast<wmem_map_t*>(value);
    if (search->looked_at + wmem_map_size(search->table) > kMostAnnouncements) {
        search->looked_at = kMostAnnouncements + 1;
        return;
    }
    wmem_map_foreach(search->table, look_at_chain, search);
}

void take_out(const Announced& found) {
    conversation_t* taken = found.conversation;
    auto* head = static_cast<conversation_t*>(wmem_map_lookup(found.table, taken->key_ptr));
    if (head == taken) {
        wmem_map_steal(found.table, taken->key_ptr);
        if (!taken->next) return;
        taken->next->last = taken->last;
        taken->next->latest_found = nullptr;
        wmem_map_insert(found.table, taken->next->key_ptr, taken->next);
        return;
    }
    conversation_t* before = head;
    while (before->next != taken) before = before->next;
    before->next = taken->next;
    if (head->last == taken) head->last = before;
    head->latest_found = nullptr;
}

// Chains ascend by frame; the head knows the last.
void put_back(const Announced& found) {
    conversation_t* put = found.conversation;
    put->next = nullptr;
    put->last = nullptr;
    put->latest_found = nullptr;
    auto* head = static_cast<conversation_t*>(wmem_map_lookup(found.table, put->key_ptr));
    if (!head || put->setup_frame < head->setup_frame) {
        put->next = head;
        put->last = head ? head->last : put;
        wmem_map_insert(found.table, put->key_ptr, put);
        return;
    }
    conversation_t* before = head;
    while (before->next && before->next->setup_frame <= put->setup_frame) before = before->next;
    put->next = before->next;
    before->next = put;
    if (!put->next) head->last = put;
    head->latest_found = nullptr;
}

void append(address& to, const uint8_t* mark, size_t length) {
    const auto plain = static_cast<size_t>(to.len);
    auto* bytes = static_cast<uint8_t*>(wmem_alloc(wmem_file_scope(), plain + length));
    memcpy(bytes, to.data, plain);
    memcpy(bytes + plain, mark, length);
    set_address(&to, to.type, static_cast<int>(plain + length), bytes);
}

}  // namespace

uint32_t newest_announcement() {
    Search search{};
    search.newer_than = UINT32_MAX;
    wmem_map_foreach(get_conversation_hashtables(), look_at_table, &search);
    return search.newest;
}

void mark_announcements(uint32_t newer_than, const uint8_t* mark, size_t length) {
    Search search{};
    search.newer_than = newer_than;
    wmem_map_foreach(get_conversation_hashtables(), look_at_table, &search);
    if (search.looked_at > kMostAnnouncements) return;
    for (size_t i = 0; i < search.count; ++i) {
        take_out(search.found[i]);
        conversation_element_t* element = search.found[i].conversation->key_ptr;
        for (; element->type != CE_CONVERSATION_TYPE; ++element) {
            if (element->type != CE_ADDRESS || !epanxx::is_plain(element->addr_val)) continue;
            append(element->addr_val, mark, length);
        }
        put_back(search.found[i]);
    }
}

}  // namespace vpcmirror

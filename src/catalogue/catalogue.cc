// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/catalogue.h"

#include <algorithm>
#include <utility>

#include "catalogue/group_table.h"
#include "catalogue/id_table.h"

namespace vpcmirror {

namespace {

// The keys of the packet path. The kinds never meet in one table, so they need no tag.
struct VniKey {
    Vni vni;
    friend bool operator==(const VniKey&, const VniKey&) = default;
};

struct AddressKey {
    Vni vni;
    IpAddress address;
    friend bool operator==(const AddressKey&, const AddressKey&) = default;
};

struct MacKey {
    Vni vni;
    MacAddress mac;
    friend bool operator==(const MacKey&, const MacKey&) = default;
};

struct KeyHash {
    std::uint64_t operator()(const VniKey& key) const {
        return keyed_hash(std::uint64_t{key.vni.value});
    }
    std::uint64_t operator()(const AddressKey& key) const {
        return hash(key.address, key.vni.value);
    }
    std::uint64_t operator()(const MacKey& key) const { return hash(key.mac, key.vni.value); }
    std::uint64_t operator()(const IpAddress& address) const { return hash(address); }
    std::uint64_t operator()(const MacAddress& mac) const { return hash(mac); }
};

template <class Key, class Value>
using IndexTable = GroupTable<Key, const Value*, KeyHash>;

template <class Key, class Value>
using Entries = std::vector<std::pair<Key, const Value*>>;

template <class Entry>
class ById {
  public:
    explicit ById(const std::vector<Entry>& entries) : entries_(entries), places_(entries.size()) {
        for (std::size_t place = 0; place < entries.size(); ++place) {
            if (!entries[place].id.empty()) places_.add(entries[place].id, place);
        }
    }

    // Null if there is none.
    const Entry* find(const std::string& id) const {
        const std::size_t place = places_.find(id);
        return place == IdTable::kNone ? nullptr : &entries_[place];
    }

  private:
    const std::vector<Entry>& entries_;
    IdTable places_;
};

void number_vpcs(std::vector<NetworkInterface>& interfaces) {
    IdTable places(interfaces.size());
    std::uint32_t count = 0;
    for (NetworkInterface& interface : interfaces) {
        if (interface.vpc_id.empty()) continue;
        interface.vpc_number =
            static_cast<std::uint32_t>(places.add(interface.vpc_id, count + std::size_t{1}));
        count = std::max(count, interface.vpc_number);
    }
}

void join(CatalogueParts& parts) {
    number_vpcs(parts.interfaces);
    const ById interfaces(parts.interfaces);
    const ById targets(parts.targets);
    const ById filters(parts.filters);
    for (MirrorSession& session : parts.sessions) {
        session.source = interfaces.find(session.interface_id);
        session.target = targets.find(session.target_id);
        session.filter = filters.find(session.filter_id);
    }
}

// Calls `visit` with each address that `interface` may send mirrored packets from: the primary
// private address, and on an IPv6 underlay any of its IPv6 addresses.
template <class Visit>
void each_sending_address(const NetworkInterface& interface, Visit visit) {
    if (interface.primary_address.is_set()) visit(interface.primary_address);
    for (const IpAddress& address : interface.addresses) {
        if (address.family == IpFamily::V6 && address != interface.primary_address) visit(address);
    }
}

// ... and with those that it has, but does not send from.
template <class Visit>
void each_further_address(const NetworkInterface& interface, Visit visit) {
    for (const IpAddress& address : interface.addresses) {
        if (address.family != IpFamily::V6 && address != interface.primary_address) visit(address);
    }
}

bool is_open(const MirrorSession& session) {
    return !session.source ||
           (!session.source->primary_address.is_set() && session.source->addresses.empty());
}

}  // namespace

struct Catalogue::Index {
    IndexTable<VniKey, MirrorSession> sessions_by_vni;
    IndexTable<VniKey, MirrorSession> open_by_vni;
    IndexTable<MacKey, MirrorSession> open_by_mac;
    IndexTable<AddressKey, MirrorSession> sessions_by_address;
    IndexTable<AddressKey, MirrorSession> sessions_by_further_address;
    IndexTable<MacKey, MirrorSession> sessions_by_mac;
    IndexTable<MacAddress, MirrorSession> sessions_by_any_mac;
    IndexTable<IpAddress, NetworkInterface> interfaces_by_address;
    IndexTable<MacAddress, NetworkInterface> interfaces_by_mac;
    Owners owners;

    explicit Index(const CatalogueParts& parts) : owners(parts.interfaces) {
        index_sessions(parts.sessions);
        index_interfaces(parts.interfaces);
    }

    void index_sessions(const std::vector<MirrorSession>& sessions) {
        Entries<VniKey, MirrorSession> vnis;
        Entries<VniKey, MirrorSession> open_vnis;
        Entries<AddressKey, MirrorSession> addresses;
        Entries<AddressKey, MirrorSession> further_addresses;
        Entries<MacKey, MirrorSession> macs;
        Entries<MacKey, MirrorSession> open_macs;
        Entries<MacAddress, MirrorSession> any_macs;
        vnis.reserve(sessions.size());
        addresses.reserve(sessions.size());
        macs.reserve(sessions.size());
        for (const MirrorSession& session : sessions) {
            if (session.source && session.source->mac) {
                any_macs.emplace_back(*session.source->mac, &session);
            }
            if (!session.vni) continue;
            const Vni vni = *session.vni;
            const bool open = is_open(session);
            vnis.emplace_back(VniKey{vni}, &session);
            if (open) open_vnis.emplace_back(VniKey{vni}, &session);
            if (!session.source) continue;
            each_sending_address(*session.source, [&](const IpAddress& address) {
                addresses.emplace_back(AddressKey{vni, address}, &session);
            });
            each_further_address(*session.source, [&](const IpAddress& address) {
                further_addresses.emplace_back(AddressKey{vni, address}, &session);
            });
            if (!session.source->mac) continue;
            macs.emplace_back(MacKey{vni, *session.source->mac}, &session);
            if (open) open_macs.emplace_back(MacKey{vni, *session.source->mac}, &session);
        }
        sessions_by_vni = IndexTable<VniKey, MirrorSession>(vnis);
        open_by_vni = IndexTable<VniKey, MirrorSession>(open_vnis);
        sessions_by_address = IndexTable<AddressKey, MirrorSession>(addresses);
        sessions_by_further_address = IndexTable<AddressKey, MirrorSession>(further_addresses);
        sessions_by_mac = IndexTable<MacKey, MirrorSession>(macs);
        open_by_mac = IndexTable<MacKey, MirrorSession>(open_macs);
        sessions_by_any_mac = IndexTable<MacAddress, MirrorSession>(any_macs);
    }

    void index_interfaces(const std::vector<NetworkInterface>& interfaces) {
        Entries<IpAddress, NetworkInterface> senders;
        Entries<MacAddress, NetworkInterface> macs;
        senders.reserve(interfaces.size());
        for (const NetworkInterface& interface : interfaces) {
            each_sending_address(interface, [&](const IpAddress& address) {
                senders.emplace_back(address, &interface);
            });
            if (interface.mac) macs.emplace_back(*interface.mac, &interface);
        }
        interfaces_by_address = IndexTable<IpAddress, NetworkInterface>(senders);
        interfaces_by_mac = IndexTable<MacAddress, NetworkInterface>(macs);
    }
};

Catalogue::Catalogue(CatalogueParts parts) : parts_(std::move(parts)) {
    join(parts_);
    index_ = std::make_unique<const Index>(parts_);
}

Catalogue::~Catalogue() = default;

bool Catalogue::empty() const {
    return parts_.sessions.empty();
}

std::span<const MirrorSession> Catalogue::sessions() const {
    return parts_.sessions;
}

std::span<const NetworkInterface> Catalogue::interfaces() const {
    return parts_.interfaces;
}

std::span<const MirrorTarget> Catalogue::targets() const {
    return parts_.targets;
}

std::span<const MirrorFilter> Catalogue::filters() const {
    return parts_.filters;
}

const NetworkParts& Catalogue::network() const {
    return parts_.network;
}

Catalogue::Sessions Catalogue::sessions_of(Vni vni) const {
    return index_->sessions_by_vni.find(VniKey{vni});
}

Catalogue::Sessions Catalogue::sessions_of(Vni vni, const IpAddress& address) const {
    const Sessions senders = index_->sessions_by_address.find(AddressKey{vni, address});
    if (!senders.empty()) return senders;
    return index_->sessions_by_further_address.find(AddressKey{vni, address});
}

Catalogue::Sessions Catalogue::sessions_of(Vni vni, const MacAddress& mac) const {
    return index_->sessions_by_mac.find(MacKey{vni, mac});
}

Catalogue::Sessions Catalogue::open_sessions_of(Vni vni) const {
    return index_->open_by_vni.find(VniKey{vni});
}

Catalogue::Sessions Catalogue::open_sessions_of(Vni vni, const MacAddress& mac) const {
    return index_->open_by_mac.find(MacKey{vni, mac});
}

Catalogue::Sessions Catalogue::sessions_with(const MacAddress& mac) const {
    return index_->sessions_by_any_mac.find(mac);
}

Catalogue::Interfaces Catalogue::interfaces_with(const MacAddress& mac) const {
    return index_->interfaces_by_mac.find(mac);
}

Catalogue::Interfaces Catalogue::interfaces_at(const IpAddress& address) const {
    return index_->interfaces_by_address.find(address);
}

const Owners& Catalogue::owners() const {
    return index_->owners;
}

}  // namespace vpcmirror

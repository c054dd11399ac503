// SPDX-License-Identifier: GPL-2.0-or-later
//
// Fields, subtrees and findings that register themselves: each is one object, declared at namespace
// scope with all that Wireshark must know of it, and stands for its id wherever Wireshark asks for
// one. Objects of one header are registered in the order in which it declares them. What
// Wireshark's HFILL and EXPFILL fill in is hidden here.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror::epanxx {

// All objects of a kind. They are never destroyed, nor is the list: no destructor runs while
// Wireshark unloads.
template <class Kind>
class Registered {
  public:
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;

  protected:
    Registered() noexcept {
        *end = static_cast<Kind*>(this);
        end = &next_;
    }
    ~Registered() = default;

    template <class Action>
    static void for_all(Action action) {
        for (Kind* one = first; one; one = one->next_) action(*one);
    }

  private:
    Kind* next_ = nullptr;
    static inline constinit Kind* first = nullptr;
    static inline constinit Kind** end = &first;
};

// A header field. Ids start as -1: Wireshark 4.0 refuses others.
class Field : public Registered<Field> {
  public:
    Field(const char* filter_name, const char* title, ftenum type, const char* blurb,
          int display = BASE_NONE, const void* strings = nullptr) noexcept
        : info_{&id_, {title, filter_name, type, display, strings, 0, blurb, HFILL}} {}

    operator int() const { return id_; }  // NOLINT(google-explicit-constructor): epan's functions

    const char* name() const { return info_.hfinfo.abbrev; }  // in filters

    static void register_all(int protocol) {
        for_all(
            [protocol](Field& field) { proto_register_field_array(protocol, &field.info_, 1); });
    }

  private:
    int id_ = -1;
    hf_register_info info_;
};

class Subtree : public Registered<Subtree> {
  public:
    operator int() const { return id_; }  // NOLINT(google-explicit-constructor): epan's functions

    static void register_all() {
        for_all([](Subtree& subtree) {
            int* const id = &subtree.id_;
            proto_register_subtree_array(&id, 1);
        });
    }

  private:
    int id_ = -1;
};

// An expert information: `&finding` is what epan's functions take.
class Finding : public expert_field, public Registered<Finding> {
  public:
    Finding(const char* filter_name, int group, int severity, const char* summary) noexcept
        : expert_field(EI_INIT), info_{this, {filter_name, group, severity, summary, EXPFILL}} {}

    static void register_all(int protocol) {
        expert_module_t* const module = expert_register_protocol(protocol);
        for_all(
            [module](Finding& finding) { expert_register_field_array(module, &finding.info_, 1); });
    }

  private:
    ei_register_info info_;
};

}  // namespace vpcmirror::epanxx

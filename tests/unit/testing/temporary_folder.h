// SPDX-License-Identifier: GPL-2.0-or-later
//
// A folder that is gone at the end of the test. Names and contents are bytes; a name is the text of
// a path (see system/path_text.h) from the folder on.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "system/path_text.h"

namespace vpcmirror {

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::random_device random;
        const std::string name = "vpcmirror-" + std::to_string(random()) + std::to_string(random());
        path_ = std::filesystem::temp_directory_path() / name;
        // Others may know the name: it must be ours.
        if (!std::filesystem::create_directory(path_)) throw std::runtime_error("no folder");
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

    // Folders in between are made.
    std::filesystem::path write(std::string_view name, std::string_view bytes) const {
        const auto file = path_ / path_of(name);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

  private:
    std::filesystem::path path_;
};

}  // namespace vpcmirror

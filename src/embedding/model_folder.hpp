#pragma once

#include <filesystem>

namespace lectern::embedding {

/// Where the model's files (`model.safetensors`, `vocab.txt`) lie when nobody says otherwise:
/// `$LECTERN_MODEL_DIR`, or `models/all-MiniLM-L6-v2` in the cache folder that
/// `tools/fetch_model.py` fills (`$LECTERN_CACHE`, or `lectern` in
/// `$XDG_CACHE_HOME` or `$HOME/.cache`). Empty variables count as unset. Need not exist. Reads the
/// environment: not while another thread changes it.
std::filesystem::path default_model_folder();

}  // namespace lectern::embedding

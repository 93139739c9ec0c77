#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::transport::grpc::testing {

/// An authority and what it signed: `ca.pem`, and for each name `<name>.pem` with `<name>.key`, all
/// in a folder that goes away. Certificates are for `localhost`.
class Certificates final {
  public:
    explicit Certificates(std::initializer_list<const char*> names) {
        const Key authority_key = make_key();
        const Certificate authority = make("Test Authority", authority_key.get());
        sign(authority.get(), authority.get(), authority_key.get(), "CA:TRUE");
        write(authority.get(), "ca.pem");
        for (const char* name : names) {
            const Key key = make_key();
            const Certificate certificate = make(name, key.get());
            sign(certificate.get(), authority.get(), authority_key.get(), "CA:FALSE");
            write(certificate.get(), std::string(name) + ".pem");
            const File file = open(std::string(name) + ".key");
            ::PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        }
    }

    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

    std::string read(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(path(name)).rdbuf();
        return std::move(text).str();
    }

  private:
    template <auto release>
    struct Releases {
        template <class T>
        void operator()(T* thing) const {
            release(thing);
        }
    };
    using Key = std::unique_ptr<EVP_PKEY, Releases<::EVP_PKEY_free>>;
    using Certificate = std::unique_ptr<X509, Releases<::X509_free>>;
    using File = std::unique_ptr<std::FILE, Releases<std::fclose>>;

    static Key make_key() { return Key(EVP_EC_gen("P-256")); }

    static Certificate make(const char* name, EVP_PKEY* key) {
        static long serial = 0;
        Certificate certificate(::X509_new());
        ::X509_set_version(certificate.get(), 2);
        ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), ++serial);
        ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), -60);
        ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 3600);
        ::X509_set_pubkey(certificate.get(), key);
        const auto* text = reinterpret_cast<const unsigned char*>(name);
        ::X509_NAME_add_entry_by_txt(
            ::X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC, text, -1, -1, 0
        );
        return certificate;
    }

    static void extend(X509* certificate, int kind, const char* value) {
        X509_EXTENSION* extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        ::X509_add_ext(certificate, extension, -1);
        ::X509_EXTENSION_free(extension);
    }

    static void sign(X509* certificate, X509* issuer, EVP_PKEY* key, const char* constraints) {
        ::X509_set_issuer_name(certificate, ::X509_get_subject_name(issuer));
        extend(certificate, NID_basic_constraints, constraints);
        extend(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
        ::X509_sign(certificate, key, ::EVP_sha256());
    }

    File open(const std::string& name) const { return File(std::fopen(path(name).c_str(), "w")); }

    void write(X509* certificate, const std::string& name) const {
        ::PEM_write_X509(open(name).get(), certificate);
    }

    lectern::TemporaryFolder folder_{};
};

}  // namespace lectern::transport::grpc::testing

#include "app/access_command_line.hpp"

#include <utility>

#include <CLI/CLI.hpp>

#include "app/client_options.hpp"
#include "app/commands.hpp"

namespace lectern::app {

AccessCommandLine::AccessCommandLine(CLI::App& program, std::function<int()>& chosen)
    : chosen_(chosen) {
    add_keys(program);
    add_audit(program);
}

CLI::App& AccessCommandLine::add(
    CLI::App& group, const std::string& name, const std::string& help, std::function<int()> run
) {
    CLI::App& command = *group.add_subcommand(name, help);
    command.callback([this, run = std::move(run)] { chosen_ = run; });
    add_client_options(command, connection_);
    return command;
}

void AccessCommandLine::add_keys(CLI::App& program) {
    CLI::App& keys = *program.add_subcommand("keys", "Make, list, rotate and revoke API keys");
    keys.require_subcommand(1);

    CLI::App& create = add(keys, "create", "Make a key and print its secret, this once", [this] {
        return cli::create_key(connection_, create_);
    });
    create.add_option("name", create_.name, "What people call it")->required();
    create.add_option("--scope", create_.scopes, "What it may do; may be given several times")
        ->required()
        ->allow_extra_args(false);
    create.add_option("--tenant", create_.tenant, "Whose it is, when not yours");
    create.add_option("--expires-at", create_.expires_at, "E.g. 2027-01-31T00:00:00Z");

    CLI::App& list = add(keys, "list", "List keys, without their secrets", [this] {
        return cli::list_keys(connection_, tenant_);
    });
    list.add_option("--tenant", tenant_, "Whose, when not yours");

    CLI::App& rotate = add(keys, "rotate", "Give a key another secret and print it", [this] {
        return cli::rotate_key(connection_, rotate_);
    });
    rotate.add_option("key", rotate_.key, "Its id")->required();
    rotate.add_option("--grace-seconds", rotate_.grace_seconds, "How long the old one stays good")
        ->capture_default_str();

    CLI::App& revoke = add(keys, "revoke", "Make a key useless, for good", [this] {
        return cli::revoke_key(connection_, key_);
    });
    revoke.add_option("key", key_, "Its id")->required();
}

void AccessCommandLine::add_audit(CLI::App& program) {
    CLI::App& audit = *program.add_subcommand("audit", "List or verify the audit trail");
    audit.require_subcommand(1);

    CLI::App& list = add(audit, "list", "List records, newest first", [this] {
        return cli::list_audit(connection_, audit_);
    });
    list.add_option("--from", audit_.from, "From this moment on, e.g. 2026-11-24T00:00:00Z");
    list.add_option("--until", audit_.until, "Before this moment");
    list.add_option("--subject", audit_.subject, "Of this key's name or token's subject");
    list.add_option("--operation", audit_.operation, "Of this operation");
    list.add_option("--outcome", audit_.outcome, "That ended so: ok or an error code");
    list.add_option("--limit", audit_.limit, "How many")->capture_default_str();

    CLI::App& verify =
        add(audit, "verify", "Check every link of the trail", [this] { return this->verify(); });
    verify.add_option("--data", data_, "In this stopped server's data directory; else by a server");
    CLI::Option* sequence =
        verify.add_option("--sequence", anchor_.sequence, "How many records an earlier run found");
    CLI::Option* hash = verify.add_option("--hash", anchor_.hash, "And the hash of the last");
    sequence->needs(hash);
    hash->needs(sequence);
}

int AccessCommandLine::verify() const {
    if (data_.empty()) return cli::verify_audit(connection_, anchor_);
    return verify_stored_audit(data_, anchor_, connection_.json);
}

}  // namespace lectern::app

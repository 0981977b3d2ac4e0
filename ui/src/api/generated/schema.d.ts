// Made by `npm run api` from crates/server/openapi.json. Do not edit.
export interface paths {
    "/api/v1/access/break-glass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a right in an emergency: at once, for an hour at most, told to everybody who watches over rights, and reviewed. */
        post: operations["access_break_glass"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The register of rights, the newest first: of everybody, the own team, or the reader. */
        get: operations["access_grants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One right: who agreed, what became of it, how it was used. */
        get: operations["access_grant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/grants/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a right away; in force when it answers. */
        post: operations["access_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that the reader may and may not do, and why. */
        get: operations["access_mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that somebody else may do. */
        get: operations["access_person"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/reports/over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Too much: rights that nobody used in the last days. */
        get: operations["access_report_over"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/reports/short": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Too little: what was refused to people again and again. */
        get: operations["access_report_short"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/requestable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rights that the reader may ask for, with who would decide each and what the reader holds already. */
        get: operations["access_requestable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reviews of rights with their progress, the newest first. */
        get: operations["access_reviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One review: all its items for who sees everybody's rights, else the reader's own part. */
        get: operations["access_review"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/suspensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Suspensions of those whose rights the reader may see, the newest first, lifted ones too. */
        get: operations["access_suspensions"];
        put?: never;
        /** Stops what somebody may do; in force when it answers. Opens the violation case. */
        post: operations["access_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/suspensions/{id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives back what was stopped. */
        post: operations["access_lift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/who": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may do something, and why: among those whose rights the reader may see. */
        get: operations["access_who"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the reader may or may not do this to that. What the reader may not know is answered as if it did not exist. */
        get: operations["access_why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What proves who the reader is beside the password. */
        get: operations["account_factors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins an authenticator app. It does not count before its first code. Needs a fresh proof. */
        post: operations["account_totp_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/factors/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The app's first code: from now on it is asked for at each log-in. */
        post: operations["account_totp_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a factor; with the last one the recovery codes go too. Needs a fresh proof. */
        delete: operations["account_factor_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reader's identities at providers. */
        get: operations["account_identities"];
        put?: never;
        /** Begins to link an identity of the reader. Needs a fresh proof. */
        post: operations["account_identity_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/identities/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Links the identity that the provider named, in the session that began it. */
        post: operations["account_identity_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The identity opens the reader's account no more. Needs a fresh proof. */
        delete: operations["account_identity_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a passkey: the options for the browser's `navigator.credentials.create`. Needs a fresh proof. */
        post: operations["account_passkey_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps the passkey that the browser made. */
        post: operations["account_passkey_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new password. Every other session of the reader ends. */
        post: operations["account_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes; the old ones are worth nothing any more. Needs a fresh proof. */
        post: operations["account_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the reader is logged in, the latest first. */
        get: operations["account_sessions"];
        put?: never;
        post?: never;
        /** Ends all of the reader's sessions but this one. */
        delete: operations["account_sessions_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of the reader's sessions. */
        delete: operations["account_session_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reader's API tokens. */
        get: operations["account_tokens"];
        put?: never;
        /** A new API token of the reader. Needs a fresh proof. */
        post: operations["account_token_issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of the reader's API tokens. */
        delete: operations["account_token_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores a file: the bytes are the body, `Content-Type` says what they are and is held against them. */
        post: operations["attachments_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file itself. */
        get: operations["attachments_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings, the newest first. */
        get: operations["audit_findings"];
        put?: never;
        /** Opens a finding: its owner has to put it right by its day. */
        post: operations["audit_open_finding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/report.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit report of a period, with the last signed root of the journal printed on it. */
        get: operations["audit_report_pdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/report.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a workbook; no cell is a formula. */
        get: operations["audit_report_xlsx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Samples, the newest first. */
        get: operations["audit_samples"];
        put?: never;
        /** Draws a sample of a period. The draw is a fact of the journal, with its seed. */
        post: operations["audit_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/samples/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A sample with the evidence of each item in one place. */
        get: operations["audit_sample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls that the reader may see, the latest first. */
        get: operations["calls_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call with its steps and what the reader may do with it. */
        get: operations["calls_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who calls. */
        get: operations["calls_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/disposition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the disposition of an own call. A repeat with the same `Idempotency-Key` gets the first answer. */
        post: operations["calls_set_disposition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The caller's number in clear. Who read it and what for stays in the journal. */
        post: operations["calls_reveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers with this whole number or name. Each search is noted; only so many a minute. */
        get: operations["customers_find"];
        put?: never;
        /** A new customer, known by a number. */
        post: operations["customers_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer, masked but for what the reader serves. */
        get: operations["customers_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Fills in and changes what is not important; important data changes by the flow `important-data-change`. */
        patch: operations["customers_change"];
        trace?: never;
    };
    "/api/v1/customers/{id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The customer agrees, in this call or case, that the reader sees the field. */
        post: operations["customers_consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/consents/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The customer takes it back. */
        delete: operations["customers_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Destroys the customer's keys: nothing of them opens again. */
        post: operations["customers_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** No erasure while it lasts. */
        post: operations["customers_hold"];
        /** The hold ends. */
        delete: operations["customers_lift_hold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A field in clear, for a purpose and two minutes. Who saw it and what for stays in the journal. */
        post: operations["customers_reveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delegations that the reader gave, got or may end; those that are over are left out. */
        get: operations["delegations_list"];
        put?: never;
        /** Names a deputy. A repeat with the same `Idempotency-Key` names none anew. */
        post: operations["delegations_give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delegations/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a delegation now. */
        post: operations["delegations_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reader's draft; null when none is kept. */
        get: operations["drafts_one"];
        put: operations["drafts_save"];
        post?: never;
        delete: operations["drafts_drop"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/floor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["floor_now"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every flow of the rulebook, with the starts that the reader may use now. */
        get: operations["flows_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened, for process mining: without personal data. */
        get: operations["flows_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long each flow and each of its steps took, from facts. */
        get: operations["flows_numbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One flow: text, forms, diagram, parameters. */
        get: operations["flows_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{key}/bpmn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The flow as BPMN 2.0, with its diagram. */
        get: operations["flows_bpmn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{key}/migration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a move of running instances to the text in force would do. Changes nothing. */
        get: operations["flows_migration"];
        put?: never;
        /** Moves those that can be moved. */
        post: operations["flows_migrate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{key}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts a flow by hand. A repeat with the same `Idempotency-Key` gets the first instance. */
        post: operations["flows_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Instances that the reader may see, the latest first. */
        get: operations["instances_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One instance: its fields, its story, its diagram and what the reader may do. */
        get: operations["instances_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/messages/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends an instance one of its messages, as `cancel`. A repeat with the same `Idempotency-Key` sends nothing more. */
        post: operations["instances_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/take_back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤回: takes back an own step that nobody has built on. */
        post: operations["instances_take_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["journal_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last signed note with every cosignature, as `text/plain`. */
        get: operations["journal_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["journal_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal/cosignature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kept when one of the witnesses of the settings has signed the note. */
        post: operations["journal_cosign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journal/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["journal_proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Articles by their words, the latest change first. */
        get: operations["knowledge_list"];
        put?: never;
        /** Publishes a new article. */
        post: operations["knowledge_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sections, who keeps them, and whether the reader does. */
        get: operations["knowledge_sections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One article with all its texts. */
        get: operations["knowledge_one"];
        /** Publishes a new text of an article; the ones before stay readable. */
        put: operations["knowledge_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The article still holds: its next look is due after the days of its section. */
        post: operations["knowledge_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/{id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an article out; its texts stay readable under its address. */
        post: operations["knowledge_retire"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WebSocket: a snapshot, then facts with sequence numbers; acts of the desk and browser phone signalling. */
        get: operations["live_open"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who or what may be named in a form. */
        get: operations["lookup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notices, the latest first. */
        get: operations["notices_list"];
        put?: never;
        /** Sends a notice. A repeat with the same `Idempotency-Key` sends nothing more. */
        post: operations["notices_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has read it and who has not. */
        get: operations["notices_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The reader confirms to have read it. */
        post: operations["notices_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The reader has read it. */
        post: operations["notices_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** By a number or a customer; otherwise all that the reader may see, or those they took. The latest first. */
        get: operations["orders_list"];
        put?: never;
        /** Takes an order; its number is made here. A repeat with the same `Idempotency-Key` gets the first order. */
        post: operations["orders_take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings in an order of another system. A known number is the same order: it only moves on to the state that is told. */
        post: operations["orders_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order with its story. */
        get: operations["orders_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another address, before shipping only. */
        post: operations["orders_address"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels it, before shipping only. */
        post: operations["orders_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The customer has the goods. */
        post: operations["orders_delivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another product, before shipping only. */
        post: operations["orders_exchange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The goods are back. */
        post: operations["orders_returned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/shipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The goods are on their way. */
        post: operations["orders_shipped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody the reader may see, by user name. */
        get: operations["people_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["people_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes the account: its sessions, live sockets and desk end within a second. */
        post: operations["people_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["people_enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/end-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends every session of the person, who may log in again. */
        post: operations["people_end_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Identities of somebody whose account the reader manages. */
        get: operations["people_identities"];
        put?: never;
        /** Links a verified subject to somebody's account, who is told. Needs a fresh proof. */
        post: operations["people_identity_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/identities/{identity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The identity opens somebody's account no more. Needs a fresh proof. */
        delete: operations["people_identity_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording as a stereo WAV (left: customer, right: agent), PCM 16 bit. `Range` is honoured. */
        get: operations["recordings_audio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The waveform for the player. */
        get: operations["recordings_peaks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records that the reader may see, the latest first: all, or those to which they are a party. */
        get: operations["records_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Queues, flows, dispositions, roles, policies and clauses in force. */
        get: operations["rulebook_in_force"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The reader has read the rules of this version. 409 when another one is in force by now. */
        post: operations["rulebook_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/acknowledgements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has read the rules of today, and who has not. */
        get: operations["rulebook_acknowledgements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All changes, the latest first. */
        get: operations["changes_list"];
        put?: never;
        /**
         * Files a change and starts its flow. 409 with what changed when its base is no longer in force. A repeat with the same
         *     `Idempotency-Key` gets the first one.
         */
        post: operations["changes_propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/changes/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the edits would do: problems by file and line, the difference, the effect, who has to approve. Files nothing. */
        post: operations["changes_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One change: its difference and its effect. */
        get: operations["changes_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/changes/{id}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One more change that puts back what this one replaced; it goes the same way. */
        post: operations["changes_roll_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/clauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every clause: what enforces it, and how it was kept in the past 30 days. */
        get: operations["rulebook_clauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a version by name; with `path` one of them with its text. Files with people or devices have no text here. */
        get: operations["rulebook_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/reading": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the reader has confirmed the rules of today. */
        get: operations["rulebook_reading"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rulebook/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions that were in force, the latest first, and whether the operator's folder differs. */
        get: operations["rulebook_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am and what I may do. */
        get: operations["session_me"];
        put?: never;
        /** Logs in and sets the session cookie. An older session of this browser ends. */
        post: operations["session_log_in"];
        /** Ends the session, its live sockets and its desk. */
        delete: operations["session_log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names and lists that the pages need: queues, dispositions, away reasons, people. */
        get: operations["session_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a log-in by passkey alone, without a name. */
        post: operations["session_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a log-in that a second factor was asked for, or one by passkey, and sets the session cookie. */
        post: operations["session_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sign-on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a sign-on. The answer counts in this browser only, once, for ten minutes. */
        post: operations["session_sign_on_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sign-on/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a sign-on and sets the session cookie. An older session of this browser ends. */
        post: operations["session_sign_on_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves again who asks, for acts that were refused with `step_up: true`. */
        post: operations["session_step_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/step-up/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How the reader may give a fresh proof now. Another call takes the challenge of the one before away. */
        post: operations["session_step_up_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ways to log in beside the password. */
        get: operations["session_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks of the reader and of whom they stand in for. */
        get: operations["tasks_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does several tasks with one outcome, each for itself: what cannot be done is told, the rest is done. */
        post: operations["tasks_complete_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much there is to do. */
        get: operations["tasks_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task with its form, what is known so far, and what the reader may do with it. */
        get: operations["tasks_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/add_signer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 加签: asks somebody's opinion before the task can be done. */
        post: operations["tasks_add_signer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a task out of a pool: the others leave it alone. */
        post: operations["tasks_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does a task. A repeat with the same `Idempotency-Key` does nothing more. */
        post: operations["tasks_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/give_back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a claimed task back into its pool. */
        post: operations["tasks_give_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/one-time-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes the one-time password of the account that this task hands over. Another call makes another: the one before is
         *     worth nothing then. Needs a fresh proof.
         */
        post: operations["tasks_one_time_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/reassign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a task to somebody else. The answer is null when the reader does not see it any more. */
        post: operations["tasks_reassign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{instance}/{task}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 退回: sends a task back to an earlier step. */
        post: operations["tasks_return"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody's API tokens. */
        get: operations["tokens_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends anybody's API token. */
        delete: operations["token_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/violations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ledger of one person, or of all whom the reader may see; and the cases that are open. */
        get: operations["violations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/violations/{instance}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case: what it came to, what came before it, what it restricts. */
        get: operations["violations_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ActorView: {
            id: string;
            name: string;
        };
        AgentName: {
            id: string;
            name: string;
        };
        /** @description Whether something may be done, and why not. */
        Allowed: {
            allowed: boolean;
            /** @description Empty when allowed. */
            reasons: Record<string, never>[];
        };
        ApprovalView: {
            /** Format: int64 */
            at_ms: number;
            opinion: string;
            person: components["schemas"]["ActorView"];
            /** @description `first`, `final`, `joint`, or `apply`: who put it into force. */
            stage: string;
        };
        /** @description A new text of an article. */
        ArticleChange: {
            /**
             * Format: int32
             * @description The revision that the writer had before them; another one by now: 409, nobody overwrites silently.
             */
            revision: number;
            section: string;
            text: string;
            title: string;
        };
        /** @description An article with all its texts, the latest first. */
        ArticleDetail: {
            article: components["schemas"]["ArticleView"];
            revisions: components["schemas"]["RevisionView"][];
        };
        /** @description Somebody looked at this revision. */
        ArticleLooked: {
            /** Format: int32 */
            revision: number;
        };
        /** @description Why an article is taken out. */
        ArticleOut: {
            reason: string;
        };
        /** @description A text to publish. */
        ArticleText: {
            section: string;
            text: string;
            title: string;
        };
        /** @description An article as a list shows it. */
        ArticleView: {
            /** Format: int64 */
            changed_ms: number;
            id: string;
            /** @description Nobody looked in time (AUTH-14). */
            is_due: boolean;
            may_edit: boolean;
            /** Format: int64 */
            published_ms: number;
            retired?: components["schemas"]["RetiredView"] | null;
            /**
             * Format: int64
             * @description By then somebody has to look whether it still holds.
             */
            review_by_ms: number;
            /**
             * Format: int32
             * @description 1 is its first text.
             */
            revision: number;
            section: string;
            text: string;
            title: string;
        };
        Asking: {
            /** @description Person whose opinion is asked for. */
            signer: string;
        };
        AttachmentView: {
            /** Format: int64 */
            bytes: number;
            /** @description SHA-256 of the bytes, hex. */
            id: string;
            media_type: string;
            name: string;
        };
        /** @description One of many that were done at once. */
        BatchResult: {
            /** @description A problem's `code` and words, when it is not. */
            code?: string | null;
            instance: string;
            is_done: boolean;
            /** Format: int64 */
            task: number;
            why?: string | null;
        };
        BatchResults: {
            /** @description In the order in which they were named. */
            items: components["schemas"]["BatchResult"][];
        };
        Because: {
            reason: string;
        };
        BlockedInstance: {
            instance: components["schemas"]["InstanceRow"];
            why: string[];
        };
        CallAllowed: {
            play: components["schemas"]["Allowed"];
            reveal: components["schemas"]["Allowed"];
            set_disposition: components["schemas"]["Allowed"];
        };
        CallDetail: components["schemas"]["CallRow"] & {
            allowed: components["schemas"]["CallAllowed"];
            /** @description Everything that happened, numbers masked. Kinds and fields: `crates/model/src/fact.rs`. */
            facts: Record<string, never>[];
            note?: string | null;
        };
        CallRow: {
            agent?: components["schemas"]["AgentName"] | null;
            cause?: string | null;
            disposition?: string | null;
            /** Format: int64 */
            ended_ms?: number | null;
            /** @description Masked. */
            from: string;
            /** Format: int64 */
            hold_ms: number;
            id: string;
            /** @description Made by the demo generator. */
            is_demo: boolean;
            /** @description `live`, `ivr`, `answered`, `abandoned`, `overflowed` or `refused`. */
            outcome: string;
            queue?: string | null;
            recording?: components["schemas"]["RecordingInfo"] | null;
            /** Format: int64 */
            started_ms: number;
            /** Format: int64 */
            talk_ms: number;
            to: string;
            /** Format: int64 */
            wait_ms: number;
        };
        /** @description Calls of the past days under the old and the new routing. */
        CallsEffect: {
            /** Format: int64 */
            calls: number;
            /** Format: int32 */
            days: number;
            /** @description There were more calls than are played. */
            is_cut: boolean;
            /** @description False: routing is the same, or nobody could play it. */
            is_played: boolean;
            /** Format: int64 */
            longer: number;
            /**
             * Format: int64
             * @description Answered before and not after, and the other way round.
             */
            lost: number;
            /** Format: int64 */
            nobody_after: number;
            /**
             * Format: int64
             * @description Found nobody at work in their queue, before and after.
             */
            nobody_before: number;
            /**
             * Format: int64
             * @description Went to another queue than before.
             */
            other_queue: number;
            queues: components["schemas"]["QueueEffect"][];
            /** Format: int64 */
            shorter: number;
            /** Format: int64 */
            won: number;
        };
        CallsPage: {
            items: components["schemas"]["CallRow"][];
            next?: string | null;
        };
        CanView: {
            /** @description Ask for a change or a later end (flow `access-change`). */
            extend: boolean;
            /** @description Revoke it at once. */
            revoke: boolean;
        };
        /** @description A request or a case as it was filled in and decided. */
        CaseView: {
            applicant?: components["schemas"]["PersonView"] | null;
            end?: components["schemas"]["Keyed"] | null;
            /** Format: int64 */
            ended_ms?: number | null;
            /** @description As it was filled in, personal data masked. */
            fields: components["schemas"]["FieldView"][];
            flow: components["schemas"]["Keyed"];
            instance: string;
            /** Format: int64 */
            number: number;
            /** Format: int64 */
            started_ms: number;
        };
        Centre: {
            name_en: string;
            name_zh: string;
        };
        ChangeRowView: {
            author: components["schemas"]["PersonView"];
            base: string;
            /** Format: int64 */
            due_ms?: number | null;
            expected: string;
            files: string[];
            hash: string;
            id: string;
            instance: string;
            /** @description Its version is in force now. */
            is_in_force: boolean;
            /** Format: int64 */
            proposed_ms: number;
            reason: string;
            rolls_back?: string | null;
            scope: string;
            /** Format: int64 */
            settled_ms?: number | null;
            /** @description `proposed`, `scheduled`, `applied`, `refused`, `failed`. */
            state: string;
            /** @description Why it was refused or failed. */
            why: string;
        };
        ChangeView: components["schemas"]["ChangeRowView"] & {
            /** @description May the reader propose to take it back now. */
            can_roll_back: boolean;
            differences: Record<string, never>[];
            effect: components["schemas"]["Effect"];
            /** @description Files that changed since its base, while it is not settled: it can no longer come into force as it is. */
            moved: string[];
        };
        ClauseBoard: {
            /** Format: int32 */
            days: number;
            items: components["schemas"]["ClauseRow"][];
            /** @description Of clauses and policies: what people confirm to have read. */
            version: string;
        };
        ClauseRow: {
            /**
             * Format: int64
             * @description Recorded violations that name it.
             */
            broken: number;
            enforced_by: components["schemas"]["EnforcerView"][];
            /** @description As `AUTH-54`. */
            id: string;
            /**
             * Format: int64
             * @description Tasks of its flows and steps beyond their deadline: open now, or closed late in these days.
             */
            late: number;
            /**
             * Format: int64
             * @description Acts that its policies stood in the way of.
             */
            refused: number;
            /** @description `enforced`, `human`, `not_yet`. */
            state: string;
            text_en: string;
            text_zh: string;
            /**
             * Format: int64
             * @description Acts that its policies let pass, and runs of its flows.
             */
            used: number;
        };
        Completing: {
            /** @description The form. */
            data?: Record<string, never>;
            outcome: string;
            /** @description Only where the step is signed: the reader's own, again. */
            password?: string | null;
        };
        CompletingMany: {
            outcome: string;
            /** @description 1 to 100. */
            tasks: components["schemas"]["TaskAt"][];
        };
        Consent: {
            call?: string | null;
            field: string;
            /** Format: int64 */
            given_ms: number;
            instance?: string | null;
            person: components["schemas"]["NamedPerson"];
            purpose: string;
            /** Format: int64 */
            until_ms: number;
            /** Format: int64 */
            withdrawn_ms?: number | null;
        };
        ConsentGiven: {
            /** Format: int64 */
            until_ms: number;
        };
        CosignatureGiven: {
            /** @description `— name base64`, C2SP tlog-cosignature. */
            line: string;
            /**
             * Format: int64
             * @description Of the note that was signed.
             */
            size: number;
        };
        Credentials: {
            password: string;
            username: string;
        };
        CustomerAdded: {
            id: string;
        };
        CustomerCan: {
            consent: components["schemas"]["Allowed"];
            edit: components["schemas"]["Allowed"];
            erase: components["schemas"]["Allowed"];
            hold: components["schemas"]["Allowed"];
        };
        CustomerCase: {
            instance: string;
        };
        CustomerField: {
            can: components["schemas"]["FieldCan"];
            class: string;
            is_open: boolean;
            /** @description `phone`, `name`, `id_card`, `bank_card`, `address` or `note`. */
            key: string;
            /** @description Masked unless `is_open`. */
            shown: string;
        };
        /** @description Values in clear; what is missing stays as it is, an empty text clears. */
        CustomerFields: {
            address?: string | null;
            bank_card?: string | null;
            id_card?: string | null;
            name?: string | null;
            note?: string | null;
            phone?: string | null;
        };
        CustomerLine: {
            id: string;
            is_erased: boolean;
            /** @description Masked. */
            name: string;
            /** @description Masked. */
            phone: string;
        };
        CustomerOfCall: {
            customer?: components["schemas"]["CustomerView"] | null;
        };
        CustomerView: {
            /** Format: int64 */
            added_ms: number;
            /** @description The latest first. */
            calls: string[];
            can: components["schemas"]["CustomerCan"];
            cases: components["schemas"]["CustomerCase"][];
            /** Format: int64 */
            changed_ms: number;
            /** @description The latest first. */
            consents: components["schemas"]["Consent"][];
            erased?: components["schemas"]["Noted"] | null;
            fields: components["schemas"]["CustomerField"][];
            held?: components["schemas"]["Noted"] | null;
            id: string;
            /** @description The reader talks with them or works on one of their cases. */
            is_serving: boolean;
            /** @description Who saw what in clear, and what for. The latest first. */
            looks: components["schemas"]["Look"][];
        };
        CustomersFound: {
            items: components["schemas"]["CustomerLine"][];
        };
        DecisionEffect: {
            action: string;
            action_en: string;
            action_zh: string;
            /** Format: int64 */
            times: number;
            usernames: string[];
            /** @description Allowed then, refused under the new rules; else the other way round. */
            would_be_refused: boolean;
        };
        /** @description Decisions of the past days, asked again. */
        DecisionsEffect: {
            /**
             * Format: int64
             * @description Those whose question could be asked again.
             */
            asked_again: number;
            /** Format: int32 */
            days: number;
            /**
             * Format: int64
             * @description Facts read; each with a reason or a refusal in it counts as a decision.
             */
            decisions: number;
            /** @description There were more facts than are read. */
            is_cut: boolean;
            items: components["schemas"]["DecisionEffect"][];
        };
        DelegationView: {
            absent: components["schemas"]["PersonView"];
            deputy: components["schemas"]["PersonView"];
            /** Format: int64 */
            ended_ms?: number | null;
            /** Format: int64 */
            from_ms: number;
            id: string;
            /** @description Whether the reader may end it now. */
            may_end: boolean;
            reason: string;
            /** Format: int64 */
            until_ms: number;
        };
        DeviceRow: {
            /** Format: int64 */
            expires_ms: number;
            id: string;
            /** @description The one that asks. */
            is_this: boolean;
            /** Format: int64 */
            seen_ms: number;
            /** Format: int64 */
            since_ms: number;
            user_agent: string;
        };
        /** @description Drawn by the UI: boxes and lines with their places in pixels. */
        Diagram: {
            edges: components["schemas"]["DiagramEdge"][];
            /** Format: int32 */
            height: number;
            nodes: components["schemas"]["DiagramNode"][];
            /** Format: int32 */
            width: number;
        };
        DiagramEdge: {
            from: string;
            label?: components["schemas"]["NameView"] | null;
            points: [
                number,
                number
            ][];
            to: string;
        };
        DiagramNode: {
            /** Format: int32 */
            height: number;
            /** @description The step's id; gateways and events have ids of the diagram only. */
            id: string;
            /** @description `start`, `end`, `task`, `approve`, `service`, `call`, `wait`, `decide`, `exclusive`, `parallel`, `each`, `jump`. */
            kind: string;
            name: components["schemas"]["NameView"];
            /** Format: int32 */
            width: number;
            /** Format: int32 */
            x: number;
            /** Format: int32 */
            y: number;
        };
        Disposition: {
            /** @description A leaf of the queue's tree. */
            code: string;
            note?: string;
        };
        /** @description What the door offers beside the password. */
        Door: {
            /** @description Host for which passkeys are possible; null: none here. */
            passkey_host?: string | null;
            /** @description Providers by which people sign on. */
            sign_on: components["schemas"]["ProviderBody"][];
        };
        DraftView: {
            data: Record<string, never>;
            /** Format: int64 */
            saved_ms: number;
        };
        Drafting: {
            /** @description As far as it is filled in; nothing is checked. */
            data: Record<string, never>;
        };
        /** @description A file as it shall be; without a text it is removed. */
        EditedFile: {
            path: string;
            text?: string | null;
        };
        Edits: {
            /** @description The version that they are of. */
            base: string;
            files: components["schemas"]["EditedFile"][];
        };
        /** @description What a change would do, found by asking the old and the new rules the same questions. */
        Effect: {
            calls: components["schemas"]["CallsEffect"];
            decisions: components["schemas"]["DecisionsEffect"];
            flows: components["schemas"]["FlowEffect"][];
            parameters: components["schemas"]["ParameterEffect"][];
            /**
             * Format: int64
             * @description How many people would have to read the rules again; nobody when clauses and policies stay.
             */
            readers: number;
            rights: components["schemas"]["RightsEffect"];
        };
        EndCount: {
            /** Format: int64 */
            count: number;
            end: components["schemas"]["Keyed"];
        };
        EndedView: {
            /** Format: int64 */
            at_ms: number;
            by?: components["schemas"]["ActorView"] | null;
            reason: string;
        };
        EnforcerView: {
            /** @description `policy`, `flow`, `gate`, `metric`, `human`, `not_yet`. */
            kind: string;
            /** @description The policy, the flow or its step; else words. */
            name: string;
        };
        /** @description One item with its evidence. */
        EvidenceItem: {
            /** Format: int64 */
            at_ms: number;
            by?: components["schemas"]["PersonView"] | null;
            case?: components["schemas"]["CaseView"] | null;
            /**
             * Format: int64
             * @description Number of its fact.
             */
            fact: number;
            /** @description Every fact of the journal that this page rests on. */
            facts: number[];
            grant?: components["schemas"]["GrantDetail"] | null;
            kind: string;
            notices: components["schemas"]["NoticeBrief"][];
            person?: components["schemas"]["PersonView"] | null;
            /** @description Policies under which it was allowed. */
            policies: components["schemas"]["PolicyView"][];
            /** @description What the person read or heard in clear around it. */
            reveals: components["schemas"]["UseBrief"][];
            right?: components["schemas"]["RightName"] | null;
            seen?: components["schemas"]["UseBrief"] | null;
            /** @description The version of the rules that came into force. */
            version?: string | null;
            violation?: components["schemas"]["ViolationDetail"] | null;
            /** @description What somebody wrote of it: why a right was given, what a violation was. Empty where nobody wrote anything. */
            what: string;
        };
        FactorMade: {
            id: string;
        };
        FactorRow: {
            /** Format: int64 */
            added_ms: number;
            /** @description Of recovery codes: how many are left. */
            codes_left?: number | null;
            id: string;
            /** @description `totp`, `passkey` or `recovery_codes`. */
            kind: string;
            name: string;
            /** Format: int64 */
            used_ms?: number | null;
        };
        FactsPage: {
            items: Record<string, never>[];
            /**
             * Format: int64
             * @description Number of the last fact of the journal.
             */
            last_seq: number;
            /**
             * Format: int64
             * @description `after` of the next page; null at the end.
             */
            next?: number | null;
        };
        FieldAsked: {
            call?: string | null;
            /** @description `phone`, `id_card` or `bank_card`. */
            field: string;
            instance?: string | null;
            /** @description What it is needed for; stays in the journal. */
            purpose: string;
        };
        FieldCan: {
            reveal?: components["schemas"]["Allowed"] | null;
        };
        /** @description What is wrong with one field of a form. */
        FieldProblem: {
            /** @description For programs: the keyword of JSON Schema that it fails, or `check`, `type`. */
            code: string;
            en: string;
            /** @description JSON pointer, as `/from`; empty: the form as a whole. */
            path: string;
            zh: string;
        };
        FieldRevealed: {
            /**
             * Format: int64
             * @description The page hides it then.
             */
            until_ms: number;
            value: string;
        };
        /** @description A field of an instance in words: label, value as stored, and as shown (names for people, choices in words). */
        FieldView: {
            /** @description `personal` fields are masked unless the reader works on the instance. */
            is_masked: boolean;
            key: string;
            label: components["schemas"]["NameView"];
            shown: components["schemas"]["NameView"];
            value: Record<string, never>;
        };
        /** @description What is wrong with an edited file. */
        FileProblem: {
            file: string;
            /** @description From 1. */
            line: number;
            message: string;
        };
        FindingView: {
            advice: string;
            by?: components["schemas"]["PersonView"] | null;
            /** @description A day, as `2026-12-31`. */
            due_on: string;
            end?: components["schemas"]["Keyed"] | null;
            /** Format: int64 */
            ended_ms?: number | null;
            finding: string;
            /** @description `low`, `medium` or `high`. */
            grade: string;
            instance: string;
            is_overdue: boolean;
            /** @description `none`, `loss` or `harm`. */
            liability: string;
            /** Format: int64 */
            number: number;
            responsible?: components["schemas"]["PersonView"] | null;
            sample?: string | null;
            /**
             * Format: int64
             * @description Number of the fact in the sample.
             */
            sample_item?: number | null;
            /** Format: int64 */
            started_ms: number;
            step?: components["schemas"]["Keyed"] | null;
        };
        FirstCode: {
            code: string;
            name?: string;
        };
        FloorNow: {
            /** @description Agents, queues and calls that the reader may see. */
            floor: Record<string, never>;
            /**
             * Format: int64
             * @description Number of the last fact in it.
             */
            seq: number;
            /** Format: int64 */
            server_time_ms: number;
        };
        FlowEffect: {
            /** @description Why others could not, the first reasons. */
            blocked: string[];
            /**
             * Format: int64
             * @description Of these, how many could be moved to the new text.
             */
            can_move: number;
            flow: string;
            /** @description `added`, `removed`, `changed`. */
            kind: string;
            name_en: string;
            name_zh: string;
            /**
             * Format: int64
             * @description Open instances: they go on under their own text.
             */
            open: number;
        };
        /** @description Of one flow in a span, from facts (durations in milliseconds; null when there is nothing to count). */
        FlowNumbers: {
            /**
             * Format: int64
             * @description Start to end, of those that ended.
             */
            cycle_median_ms?: number | null;
            /** Format: int64 */
            cycle_p90_ms?: number | null;
            /** Format: int64 */
            ended: number;
            /** @description Ends with how often each. */
            ends: components["schemas"]["EndCount"][];
            flow: components["schemas"]["Keyed"];
            /**
             * Format: double
             * @description Share of tasks done by their deadline, of those with one.
             */
            on_time_share?: number | null;
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            overdue: number;
            /**
             * Format: double
             * @description Share of instances where a step was done more than once.
             */
            rework_share?: number | null;
            /** Format: int64 */
            started: number;
            steps: components["schemas"]["StepNumbers"][];
        };
        FlowRow: {
            about?: string | null;
            /** @description Shelf of the catalogue, as `people`. */
            group?: string | null;
            key: string;
            name: components["schemas"]["NameView"];
            /**
             * Format: int64
             * @description When the clock starts it next.
             */
            next_start_ms?: number | null;
            /** Format: int64 */
            open_instances: number;
            owner: components["schemas"]["PersonView"][];
            /** @description Requirement or clause, as `FLOW-01`. */
            source: string;
            /** @description Starts that the reader may use by hand, now. Empty: the clock, a message or others start it. */
            starts: components["schemas"]["Keyed"][];
            /** Format: int32 */
            version: number;
        };
        FlowView: components["schemas"]["FlowRow"] & {
            diagram: components["schemas"]["Diagram"];
            forms: components["schemas"]["FormView"][];
            /** @description SHA-256 of the canonical text. */
            hash: string;
            /** @description Parameters and switches that the flow reads, with what is in force. */
            parameters: components["schemas"]["ParameterView"][];
            /** @description For each start of `row.starts`: its form's key. */
            start_forms: components["schemas"]["StartForm"][];
            /** @description The canonical text in YAML. */
            text: string;
        };
        /** @description The folder holds other rules than those approved: they wait for the operator. */
        FolderDiffers: {
            files: string[];
            hash: string;
        };
        FormView: {
            key: string;
            /** @description JSON Schema 2020-12 with the hints told in `rulebook/forms/README.md`. */
            schema: Record<string, never>;
        };
        /** @description A right with how it was used. */
        GrantDetail: {
            grant: components["schemas"]["GrantView"];
            /** @description What became of it, the oldest first. */
            story: components["schemas"]["GrantEvent"][];
            /** @description The newest uses. */
            used: components["schemas"]["GrantUse"][];
        };
        GrantEvent: {
            /** Format: int64 */
            at_ms: number;
            by?: components["schemas"]["ActorView"] | null;
            text: string;
            /** @description `given`, `warned`, `replaced`, `expired` or `revoked`. */
            what: string;
        };
        /** @enum {string} */
        GrantState: "coming" | "live" | "expired" | "revoked" | "replaced";
        GrantUse: {
            /** Format: int64 */
            at_ms: number;
            /** @description The fact's kind, as `revealed`. */
            kind: string;
            /**
             * Format: int64
             * @description Number of the fact in the journal.
             */
            seq: number;
        };
        /** @description A right for a time as it stands in the register (FORM-04). */
        GrantView: {
            approvals: components["schemas"]["ApprovalView"][];
            /** @description What the reader may do with it. */
            can: components["schemas"]["CanView"];
            /** @description The action's name, as `recording:play`. */
            capability: string;
            capability_en: string;
            capability_zh: string;
            cautions: string;
            /** Format: int64 */
            from_ms: number;
            /** Format: int64 */
            given_ms: number;
            id: string;
            /** @description The request that it comes from; of an emergency right its review. */
            instance?: string | null;
            is_break_glass: boolean;
            is_joint: boolean;
            /** Format: int64 */
            last_used_ms?: number | null;
            person: components["schemas"]["HolderView"];
            replaced_by?: string | null;
            replaces?: string | null;
            revoked?: components["schemas"]["EndedView"] | null;
            scope: components["schemas"]["ScopeView"];
            /** @description `ordinary`, `sensitive` or `critical`. */
            sensitivity: string;
            state: components["schemas"]["GrantState"];
            /**
             * Format: int64
             * @description When it ends by itself, or another takes its place.
             */
            until_ms: number;
            /** Format: int64 */
            uses: number;
            why: string;
        };
        /** @description Somebody who may do something, and why. */
        HolderOfRight: {
            grant?: components["schemas"]["GrantView"] | null;
            /** Format: int64 */
            last_used_ms?: number | null;
            person: components["schemas"]["PersonView"];
            policies: components["schemas"]["PolicyView"][];
            reach: string;
            /** Format: int64 */
            uses: number;
        };
        HolderView: {
            id: string;
            name: string;
            team?: string | null;
            username: string;
        };
        IdentityMade: {
            id: string;
        };
        /** @description An identity at a provider that opens an account here. */
        IdentityRow: {
            id: string;
            issuer: string;
            /** Format: int64 */
            linked_ms: number;
            name_en?: string | null;
            /** @description Null: the provider is not in the settings any more, and the identity opens nothing. */
            name_zh?: string | null;
            /** @description `key` of the provider. */
            provider: string;
            /** @description Whom the provider means, in its own words. */
            subject: string;
        };
        InstanceRow: {
            applicant?: components["schemas"]["PersonView"] | null;
            end?: components["schemas"]["Keyed"] | null;
            /** Format: int64 */
            ended_ms?: number | null;
            flow: components["schemas"]["Keyed"];
            id: string;
            is_overdue: boolean;
            /** Format: int64 */
            number: number;
            /** @description Open steps with who has them and since when. */
            open: components["schemas"]["OpenStep"][];
            /** Format: int64 */
            started_ms: number;
            summary: components["schemas"]["FieldView"][];
            /** Format: int32 */
            version: number;
        };
        InstanceView: components["schemas"]["InstanceRow"] & {
            /** @description Hash of the text it runs under. */
            definition: string;
            diagram: components["schemas"]["Diagram"];
            fields: components["schemas"]["FieldView"][];
            /** @description Messages that the reader may send now, as `cancel`; each with its form, if it has one. */
            messages: components["schemas"]["MessageView"][];
            parent?: string | null;
            records: components["schemas"]["RecordView"][];
            /** @description By step: where it stands, who had it and how long. */
            steps: components["schemas"]["StepView"][];
            story: components["schemas"]["StoryEntry"][];
            /** @description Steps of the reader that may be taken back now (撤回). */
            take_back: components["schemas"]["Keyed"][];
        };
        /** @description A key of the rules with its names: a flow, a step, an outcome, an end. */
        Keyed: {
            key: string;
            name: components["schemas"]["NameView"];
        };
        LackView: {
            /** @description As `grant_expired`. */
            key: string;
            name: components["schemas"]["NameView"];
        };
        /** @description An act that somebody was refused often. */
        LackedRight: {
            /** @description The person may do it now. */
            allowed_now: boolean;
            capability: string;
            capability_en: string;
            capability_zh: string;
            granted?: components["schemas"]["GrantView"] | null;
            /** @description A right for a time would open it. */
            is_grantable: boolean;
            /** Format: int64 */
            last_ms: number;
            person: components["schemas"]["PersonView"];
            sensitivity: string;
            /** Format: int64 */
            times: number;
        };
        LinkAsked: {
            /** @description `key` of the provider. */
            provider: string;
        };
        Look: {
            /** Format: int64 */
            at_ms: number;
            field: string;
            person: components["schemas"]["NamedPerson"];
            purpose: string;
            /** Format: int64 */
            until_ms: number;
        };
        /** @description Somebody who may be named in a form. */
        LookupItem: {
            hint: string;
            label: string;
            value: string;
        };
        /** @description Who is logged in. */
        Me: {
            centre: components["schemas"]["Centre"];
            /** @description The centre is the demo: its calls and people are made up. */
            demo: boolean;
            /** @description Every action with whether the reader may do it, asked of the centre or of an own call. */
            may: {
                [key: string]: components["schemas"]["Allowed"];
            };
            /** @description Nothing goes before a new password. */
            must_change_password: boolean;
            person: components["schemas"]["PersonInfo"];
            /** Format: int64 */
            server_time_ms: number;
            /**
             * Format: int64
             * @description Until then acts that need a fresh proof are open to this session; null: a proof comes first.
             */
            stepped_up_until_ms?: number | null;
            token?: components["schemas"]["TokenInfo"] | null;
            version: string;
        };
        MessageView: {
            form?: components["schemas"]["FormView"] | null;
            name: components["schemas"]["Keyed"];
        };
        MigrationView: {
            can_migrate: components["schemas"]["InstanceRow"][];
            cannot: components["schemas"]["BlockedInstance"][];
            flow: components["schemas"]["Keyed"];
            /** @description The text in force. */
            to: string;
            /** Format: int32 */
            to_version: number;
        };
        NameView: {
            en: string;
            zh: string;
        };
        NamedPerson: {
            id: string;
            name: string;
        };
        NewDelegation: {
            /** @description Who is away. */
            absent: string;
            /** @description Who does their tasks; both names stay. */
            deputy: string;
            /** Format: int64 */
            from_ms: number;
            reason?: string;
            /** Format: int64 */
            until_ms: number;
        };
        NewEmergency: {
            /** @description The action's name, as `recording:play`. */
            capability: string;
            /**
             * Format: int32
             * @description An hour at most.
             */
            minutes: number;
            reason: string;
            /** @description Of the team or the customer. */
            scope_id?: string | null;
            /** @description `centre`, `team` or `customer`. */
            scope_kind: string;
        };
        NewFinding: {
            /** @description The form `audit-finding`; `sample` and `sample_item` name what it is about. */
            form: Record<string, never>;
        };
        NewPasskey: {
            /** @description What the browser answered (`RegistrationResponseJSON`). */
            credential: Record<string, never>;
            name?: string;
        };
        NewSample: {
            /** Format: int64 */
            from_ms: number;
            /** @description `grants`, `break_glass`, `reveals`, `violations` or `changes`. */
            of: string;
            /**
             * Format: int32
             * @description Null: a random one. The same seed draws the same again.
             */
            seed?: number | null;
            /**
             * Format: int32
             * @description At most 200.
             */
            size: number;
            /** Format: int64 */
            until_ms: number;
        };
        NewSuspension: {
            /** @description The call at which it was seen. */
            call?: string | null;
            /** @description The action's name; without one everything. */
            capability?: string | null;
            /**
             * Format: int32
             * @description Up to 90 days; without it until somebody lifts it.
             */
            minutes?: number | null;
            person: string;
            reason: string;
        };
        Noted: {
            /** Format: int64 */
            at_ms: number;
            reason: string;
        };
        NotesPage: {
            items: components["schemas"]["SignedNote"][];
            /**
             * Format: int64
             * @description `after` of the next page; null at the end.
             */
            next?: number | null;
        };
        Notice: {
            must_acknowledge?: boolean;
            people?: string[];
            /** @description Posts, as `agent`. */
            roles?: string[];
            teams?: string[];
            text: string;
            title: string;
        };
        NoticeBrief: {
            /** Format: int64 */
            at_ms: number;
            /** Format: int64 */
            fact: number;
            title_en: string;
            title_zh: string;
            to: components["schemas"]["PersonView"][];
        };
        NoticeReader: {
            /** Format: int64 */
            acknowledged_ms?: number | null;
            /** @description `none`, `waiting`, `sent` or `failed`. */
            mail: string;
            person: components["schemas"]["PersonView"];
            /** Format: int64 */
            read_ms?: number | null;
        };
        /** @description SYS-27: who has read it and who has not. */
        NoticeReaders: {
            notice: components["schemas"]["NoticeView"];
            readers: components["schemas"]["NoticeReader"][];
        };
        NoticeView: {
            /** Format: int64 */
            acknowledged_count: number;
            /** Format: int64 */
            acknowledged_ms?: number | null;
            fields: components["schemas"]["FieldView"][];
            from?: components["schemas"]["PersonView"] | null;
            /** @description The right for a time that it speaks of. */
            grant?: string | null;
            id: string;
            instance?: string | null;
            must_acknowledge: boolean;
            /** Format: int64 */
            read_ms?: number | null;
            /** Format: int64 */
            reader_count: number;
            /** Format: int64 */
            sent_ms: number;
            text: string;
            title: components["schemas"]["NameView"];
        };
        /** @description What a new or reset account is entered with, once. */
        OneTimePassword: {
            /** @description Shown once; good for one log-in, which asks for another. */
            password: string;
        };
        /** @description A case that has not ended. */
        OpenCase: {
            instance: string;
            is_overdue: boolean;
            /** Format: int64 */
            number: number;
            person: components["schemas"]["PersonView"];
            /** Format: int64 */
            started_ms: number;
            step_en: string;
            /** @description Where it stands: the open step. */
            step_zh: string;
            what: string;
        };
        OpenStep: {
            /** Format: int64 */
            due_ms?: number | null;
            /** Format: int64 */
            opened_ms: number;
            people: components["schemas"]["PersonView"][];
            step: components["schemas"]["Keyed"];
            /** Format: int64 */
            task: number;
        };
        OrderAddress: {
            address: string;
        };
        /** @description One order and what the reader may do with it now. */
        OrderBody: components["schemas"]["OrderDetail"] & {
            can: components["schemas"]["OrderCan"];
        };
        OrderCan: {
            /** @description Another address or product, or no order at all. */
            change: components["schemas"]["Allowed"];
            /** @description Mark it shipped, delivered or returned. */
            ship: components["schemas"]["Allowed"];
            /** @description Without an approval it never is: `request` names the flow that leads there. */
            stop: components["schemas"]["Allowed"];
        };
        /** @description One order with its story. */
        OrderDetail: components["schemas"]["OrderView"] & {
            /** @description Masked unless `is_open`. Empty: the customer was erased. */
            address: string;
            approved_by?: components["schemas"]["PersonView"] | null;
            instance?: string | null;
            is_open: boolean;
            request?: components["schemas"]["RequestOffer"] | null;
            /** @description The first first. */
            story: components["schemas"]["OrderStepView"][];
        };
        OrderGivenUp: {
            reason: string;
        };
        /** @description Another product in place of the one ordered. */
        OrderGoods: {
            /**
             * Format: int64
             * @description The whole amount, in fen (0.01 CNY).
             */
            amount_fen: number;
            product: string;
            /**
             * Format: int32
             * @description From 1 to 10,000.
             */
            quantity: number;
        };
        /** @description An order of another system, known by its number. */
        OrderImported: {
            address: string;
            /**
             * Format: int64
             * @description The whole amount, in fen (0.01 CNY).
             */
            amount_fen: number;
            /** @description The customer's id; or `phone`. */
            customer?: string | null;
            number: string;
            /** @description The customer's whole telephone number. */
            phone?: string | null;
            product: string;
            /**
             * Format: int32
             * @description From 1 to 10,000.
             */
            quantity: number;
            /** @description `placed`, `shipped`, `delivered`, `cancelled` or `returned`. */
            state: string;
        };
        /** @description One thing that happened to an order. */
        OrderStepView: {
            /** Format: int64 */
            at_ms: number;
            instance?: string | null;
            note: string;
            person?: components["schemas"]["PersonView"] | null;
            /** @description `taken`, `address_changed`, `exchanged`, `cancelled`, `shipped`, `delivered`, `stop_requested` or `returned`. */
            step: string;
        };
        /** @description An order for a customer whom the agent serves. */
        OrderTaken: {
            address: string;
            /**
             * Format: int64
             * @description The whole amount, in fen (0.01 CNY).
             */
            amount_fen: number;
            customer: string;
            product: string;
            /**
             * Format: int32
             * @description From 1 to 10,000.
             */
            quantity: number;
        };
        /** @description An order as a list shows it. */
        OrderView: {
            /**
             * Format: int64
             * @description The whole amount, in fen (0.01 CNY).
             */
            amount_fen: number;
            /** Format: int64 */
            changed_ms: number;
            customer: string;
            /** @description Masked. */
            customer_name: string;
            id: string;
            /** @description As the customer knows it. */
            number: string;
            /** Format: int64 */
            placed_ms: number;
            product: string;
            /** Format: int32 */
            quantity: number;
            /** @description `placed`, `shipped`, `delivered`, `cancelled`, `stop_requested` or `returned`. */
            state: string;
            taken_by?: components["schemas"]["PersonView"] | null;
        };
        OverReport: {
            /** Format: int32 */
            days: number;
            /** Format: int64 */
            people: number;
            rights: components["schemas"]["UnusedRight"][];
            /** Format: int64 */
            since_ms: number;
            /** @description Sensitive rights whose use leaves no trace, so that this report cannot speak about them. */
            untraced: string[];
        };
        /** @description What the reader of today's rules is asked. */
        OwnReading: {
            is_read: boolean;
            /** @description Who has not read is listed for this reader. */
            may_see_all: boolean;
            mode: string;
            version: string;
        };
        /** @description A page of a list. */
        PageBody_ArticleView: {
            items: {
                /** Format: int64 */
                changed_ms: number;
                id: string;
                /** @description Nobody looked in time (AUTH-14). */
                is_due: boolean;
                may_edit: boolean;
                /** Format: int64 */
                published_ms: number;
                retired?: components["schemas"]["RetiredView"] | null;
                /**
                 * Format: int64
                 * @description By then somebody has to look whether it still holds.
                 */
                review_by_ms: number;
                /**
                 * Format: int32
                 * @description 1 is its first text.
                 */
                revision: number;
                section: string;
                text: string;
                title: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_ChangeRowView: {
            items: {
                author: components["schemas"]["PersonView"];
                base: string;
                /** Format: int64 */
                due_ms?: number | null;
                expected: string;
                files: string[];
                hash: string;
                id: string;
                instance: string;
                /** @description Its version is in force now. */
                is_in_force: boolean;
                /** Format: int64 */
                proposed_ms: number;
                reason: string;
                rolls_back?: string | null;
                scope: string;
                /** Format: int64 */
                settled_ms?: number | null;
                /** @description `proposed`, `scheduled`, `applied`, `refused`, `failed`. */
                state: string;
                /** @description Why it was refused or failed. */
                why: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_DelegationView: {
            items: {
                absent: components["schemas"]["PersonView"];
                deputy: components["schemas"]["PersonView"];
                /** Format: int64 */
                ended_ms?: number | null;
                /** Format: int64 */
                from_ms: number;
                id: string;
                /** @description Whether the reader may end it now. */
                may_end: boolean;
                reason: string;
                /** Format: int64 */
                until_ms: number;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_DeviceRow: {
            items: {
                /** Format: int64 */
                expires_ms: number;
                id: string;
                /** @description The one that asks. */
                is_this: boolean;
                /** Format: int64 */
                seen_ms: number;
                /** Format: int64 */
                since_ms: number;
                user_agent: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_FactorRow: {
            items: {
                /** Format: int64 */
                added_ms: number;
                /** @description Of recovery codes: how many are left. */
                codes_left?: number | null;
                id: string;
                /** @description `totp`, `passkey` or `recovery_codes`. */
                kind: string;
                name: string;
                /** Format: int64 */
                used_ms?: number | null;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_FindingView: {
            items: {
                advice: string;
                by?: components["schemas"]["PersonView"] | null;
                /** @description A day, as `2026-12-31`. */
                due_on: string;
                end?: components["schemas"]["Keyed"] | null;
                /** Format: int64 */
                ended_ms?: number | null;
                finding: string;
                /** @description `low`, `medium` or `high`. */
                grade: string;
                instance: string;
                is_overdue: boolean;
                /** @description `none`, `loss` or `harm`. */
                liability: string;
                /** Format: int64 */
                number: number;
                responsible?: components["schemas"]["PersonView"] | null;
                sample?: string | null;
                /**
                 * Format: int64
                 * @description Number of the fact in the sample.
                 */
                sample_item?: number | null;
                /** Format: int64 */
                started_ms: number;
                step?: components["schemas"]["Keyed"] | null;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_FlowNumbers: {
            items: {
                /**
                 * Format: int64
                 * @description Start to end, of those that ended.
                 */
                cycle_median_ms?: number | null;
                /** Format: int64 */
                cycle_p90_ms?: number | null;
                /** Format: int64 */
                ended: number;
                /** @description Ends with how often each. */
                ends: components["schemas"]["EndCount"][];
                flow: components["schemas"]["Keyed"];
                /**
                 * Format: double
                 * @description Share of tasks done by their deadline, of those with one.
                 */
                on_time_share?: number | null;
                /** Format: int64 */
                open: number;
                /** Format: int64 */
                overdue: number;
                /**
                 * Format: double
                 * @description Share of instances where a step was done more than once.
                 */
                rework_share?: number | null;
                /** Format: int64 */
                started: number;
                steps: components["schemas"]["StepNumbers"][];
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_FlowRow: {
            items: {
                about?: string | null;
                /** @description Shelf of the catalogue, as `people`. */
                group?: string | null;
                key: string;
                name: components["schemas"]["NameView"];
                /**
                 * Format: int64
                 * @description When the clock starts it next.
                 */
                next_start_ms?: number | null;
                /** Format: int64 */
                open_instances: number;
                owner: components["schemas"]["PersonView"][];
                /** @description Requirement or clause, as `FLOW-01`. */
                source: string;
                /** @description Starts that the reader may use by hand, now. Empty: the clock, a message or others start it. */
                starts: components["schemas"]["Keyed"][];
                /** Format: int32 */
                version: number;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_GrantView: {
            items: {
                approvals: components["schemas"]["ApprovalView"][];
                /** @description What the reader may do with it. */
                can: components["schemas"]["CanView"];
                /** @description The action's name, as `recording:play`. */
                capability: string;
                capability_en: string;
                capability_zh: string;
                cautions: string;
                /** Format: int64 */
                from_ms: number;
                /** Format: int64 */
                given_ms: number;
                id: string;
                /** @description The request that it comes from; of an emergency right its review. */
                instance?: string | null;
                is_break_glass: boolean;
                is_joint: boolean;
                /** Format: int64 */
                last_used_ms?: number | null;
                person: components["schemas"]["HolderView"];
                replaced_by?: string | null;
                replaces?: string | null;
                revoked?: components["schemas"]["EndedView"] | null;
                scope: components["schemas"]["ScopeView"];
                /** @description `ordinary`, `sensitive` or `critical`. */
                sensitivity: string;
                state: components["schemas"]["GrantState"];
                /**
                 * Format: int64
                 * @description When it ends by itself, or another takes its place.
                 */
                until_ms: number;
                /** Format: int64 */
                uses: number;
                why: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_IdentityRow: {
            items: {
                id: string;
                issuer: string;
                /** Format: int64 */
                linked_ms: number;
                name_en?: string | null;
                /** @description Null: the provider is not in the settings any more, and the identity opens nothing. */
                name_zh?: string | null;
                /** @description `key` of the provider. */
                provider: string;
                /** @description Whom the provider means, in its own words. */
                subject: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_InstanceRow: {
            items: {
                applicant?: components["schemas"]["PersonView"] | null;
                end?: components["schemas"]["Keyed"] | null;
                /** Format: int64 */
                ended_ms?: number | null;
                flow: components["schemas"]["Keyed"];
                id: string;
                is_overdue: boolean;
                /** Format: int64 */
                number: number;
                /** @description Open steps with who has them and since when. */
                open: components["schemas"]["OpenStep"][];
                /** Format: int64 */
                started_ms: number;
                summary: components["schemas"]["FieldView"][];
                /** Format: int32 */
                version: number;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_LookupItem: {
            items: {
                hint: string;
                label: string;
                value: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_NoticeView: {
            items: {
                /** Format: int64 */
                acknowledged_count: number;
                /** Format: int64 */
                acknowledged_ms?: number | null;
                fields: components["schemas"]["FieldView"][];
                from?: components["schemas"]["PersonView"] | null;
                /** @description The right for a time that it speaks of. */
                grant?: string | null;
                id: string;
                instance?: string | null;
                must_acknowledge: boolean;
                /** Format: int64 */
                read_ms?: number | null;
                /** Format: int64 */
                reader_count: number;
                /** Format: int64 */
                sent_ms: number;
                text: string;
                title: components["schemas"]["NameView"];
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_OrderView: {
            items: {
                /**
                 * Format: int64
                 * @description The whole amount, in fen (0.01 CNY).
                 */
                amount_fen: number;
                /** Format: int64 */
                changed_ms: number;
                customer: string;
                /** @description Masked. */
                customer_name: string;
                id: string;
                /** @description As the customer knows it. */
                number: string;
                /** Format: int64 */
                placed_ms: number;
                product: string;
                /** Format: int32 */
                quantity: number;
                /** @description `placed`, `shipped`, `delivered`, `cancelled`, `stop_requested` or `returned`. */
                state: string;
                taken_by?: components["schemas"]["PersonView"] | null;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_RecordView: {
            items: {
                fields: Record<string, never>;
                flow: components["schemas"]["Keyed"];
                id: string;
                instance: string;
                /** Format: int64 */
                kept_ms: number;
                kind: string;
                /** Format: int64 */
                number: number;
                parties: components["schemas"]["PersonView"][];
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_RequestableView: {
            items: {
                capability: string;
                cautions: components["schemas"]["NameView"];
                /**
                 * Format: int32
                 * @description Days from its beginning to its end, at most.
                 */
                days_max: number;
                /** @description What the reader holds of it already. */
                held: components["schemas"]["GrantView"][];
                /** @description Posts of the departments that must agree too. */
                joint: components["schemas"]["Keyed"][];
                name: components["schemas"]["NameView"];
                sensitivity: string;
                /** @description Who would decide, stage by stage. */
                stages: components["schemas"]["StageView"][];
                why_not?: components["schemas"]["NameView"] | null;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_ReviewView: {
            items: {
                by?: components["schemas"]["PersonView"] | null;
                /** Format: int64 */
                decided: number;
                /** Format: int64 */
                ended_ms?: number | null;
                /**
                 * Format: int64
                 * @description Waits for the superior.
                 */
                handed_up: number;
                instance: string;
                /** Format: int64 */
                items: number;
                /** Format: int64 */
                keep: number;
                /** Format: int64 */
                number: number;
                /** Format: int64 */
                reduce: number;
                reviewers: components["schemas"]["ReviewerView"][];
                /** Format: int64 */
                revoke: number;
                /** Format: int64 */
                started_ms: number;
                title: string;
                until: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_SampleView: {
            items: {
                by: components["schemas"]["PersonView"];
                /** @description Numbers of the facts drawn. */
                drawn: number[];
                /** Format: int64 */
                drawn_ms: number;
                /**
                 * Format: int64
                 * @description Number of the fact that tells of the draw.
                 */
                fact: number;
                /** Format: int64 */
                from_ms: number;
                id: string;
                /** @description `grants`, `break_glass`, `reveals`, `violations` or `changes`. */
                of: string;
                /**
                 * Format: int64
                 * @description Facts of this kind in the period.
                 */
                population: number;
                /**
                 * Format: int64
                 * @description Whoever draws again from the same journal with this seed draws the same.
                 */
                seed: number;
                /** Format: int64 */
                size: number;
                /** Format: int64 */
                until_ms: number;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_SectionView: {
            items: {
                /** @description Posts that keep it by hand. None: only approved flows write into it. */
                editors: components["schemas"]["NameView"][];
                key: string;
                may_edit: boolean;
                name: components["schemas"]["NameView"];
                /** Format: int32 */
                review_days: number;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_SuspensionView: {
            items: {
                by?: components["schemas"]["ActorView"] | null;
                call?: string | null;
                /** @description Nothing: whatever the person may do. */
                capability?: string | null;
                capability_en: string;
                capability_zh: string;
                id: string;
                instance?: string | null;
                is_in_force: boolean;
                lifted?: components["schemas"]["EndedView"] | null;
                /** @description Whether the reader may lift it. */
                may_lift: boolean;
                person: components["schemas"]["HolderView"];
                reason: string;
                /** Format: int64 */
                since_ms: number;
                /**
                 * Format: int64
                 * @description Nothing: until it is lifted.
                 */
                until_ms?: number | null;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_TaskRow: {
            items: {
                actor?: components["schemas"]["PersonView"] | null;
                applicant?: components["schemas"]["PersonView"] | null;
                by?: components["schemas"]["PersonView"] | null;
                /**
                 * Format: int64
                 * @description Set when it is done.
                 */
                closed_ms?: number | null;
                /** Format: int64 */
                due_ms?: number | null;
                flow: components["schemas"]["Keyed"];
                form?: string | null;
                holder?: components["schemas"]["PersonView"] | null;
                instance: string;
                /** @description May be done for many at once. */
                is_batch: boolean;
                is_overdue: boolean;
                /** @description Asks for the password again. */
                is_signed: boolean;
                /**
                 * Format: int64
                 * @description Number of the instance, for people.
                 */
                number: number;
                of: string;
                /** Format: int64 */
                opened_ms: number;
                outcome?: components["schemas"]["Keyed"] | null;
                outcomes: components["schemas"]["Keyed"][];
                people: components["schemas"]["PersonView"][];
                /** Format: int32 */
                stage?: number | null;
                /** @description Step with its stage from 0, when it is one of several. */
                step: components["schemas"]["Keyed"];
                /** @description Up to three fields of the instance, to tell it from others: `王芳 · 3 天 · 11-25`. */
                summary: components["schemas"]["FieldView"][];
                /** Format: int64 */
                task: number;
                why: components["schemas"]["WhyMe"];
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        /** @description A page of a list. */
        PageBody_TokenRow: {
            items: {
                /** Format: int64 */
                expires_ms: number;
                id: string;
                /** Format: int64 */
                issued_ms: number;
                name: string;
                /** @description Actions that it is good for; null: whatever the person may. */
                scope?: string[] | null;
                /** Format: int64 */
                used_ms?: number | null;
                /** @description Whose. */
                username: string;
            }[];
            /** @description `cursor` of the page after it; null at the end. */
            next?: string | null;
        };
        ParameterEffect: {
            after?: string | null;
            before?: string | null;
            key: string;
            name_en: string;
            name_zh: string;
        };
        ParameterView: {
            /** @description `T-01`, or the number of the contradiction that it decides. */
            clock?: string | null;
            default: string;
            key: string;
            name: components["schemas"]["NameView"];
            reason: string;
            source: string;
            /** Format: int32 */
            switch?: number | null;
            value: string;
        };
        PasswordChange: {
            current: string;
            new: string;
        };
        Peaks: {
            /** Format: int64 */
            duration_ms: number;
            /** @description Customer: loudest sample of each span, 0 to 1. */
            left: number[];
            /** @description Agent. */
            right: number[];
        };
        PeoplePage: {
            items: components["schemas"]["PersonRow"][];
            /** @description Always null: all people fit on one page. */
            next?: string | null;
        };
        PersonAllowed: {
            manage: components["schemas"]["Allowed"];
        };
        PersonInfo: {
            id: string;
            locale: string;
            name: string;
            roles: string[];
            team?: string | null;
            username: string;
        };
        PersonRow: {
            allowed: components["schemas"]["PersonAllowed"];
            /** @description `full_time`, `part_time` or `external`. */
            employment: string;
            id: string;
            is_active: boolean;
            locale: string;
            name: string;
            roles: string[];
            team?: string | null;
            username: string;
        };
        PersonView: {
            id: string;
            name: string;
            /** @description Keys of posts, as `team_leader`. */
            roles: string[];
            team?: string | null;
        };
        /** @description One policy in words and in full. */
        PolicyView: {
            clause: string;
            /** @description The same in words, where it is evidence that was lacking. */
            lacks: components["schemas"]["LackView"][];
            /** @description Its conditions that did not hold, as the policy says them. */
            missing: string[];
            policy: string;
            remedy_en: string;
            remedy_zh: string;
            text: string;
            why_en: string;
            why_zh: string;
        };
        /** @description How the proposal looks before it is filed. */
        Preview: {
            differences: Record<string, never>[];
            effect?: components["schemas"]["Effect"] | null;
            /** @description Who has to approve it. */
            heads: components["schemas"]["NameView"][];
            /** @description Files that changed since the base, when somebody else was quicker. */
            moved: string[];
            /** @description Empty: the checker has nothing against it. */
            problems: components["schemas"]["FileProblem"][];
        };
        /** @description As it stands in the body. */
        ProblemBody: {
            /** @description Stable name of the problem. */
            code: string;
            detail?: string | null;
            /** @description Of a form: what is wrong, by JSON pointer; the empty pointer is the form as a whole. */
            fields?: components["schemas"]["FieldProblem"][];
            /** @description Policies in people's words, with what the reader can do. */
            reasons: Record<string, never>[];
            request?: components["schemas"]["RequestOffer"] | null;
            request_id?: string | null;
            /** @description Of a log-in: how to go on, with its ticket. */
            second_factor?: Record<string, never> | null;
            /** Format: int32 */
            status: number;
            /** @description Of a refusal: only a fresh proof of who asks is lacking. */
            step_up?: boolean;
            title: string;
            /** @description `about:blank`: the code says it all. */
            type: string;
        };
        Proof: {
            /** @description Hexadecimal, in the order of RFC 6962 §2.1. */
            hashes: string[];
            /** @description Of the fact, hexadecimal; only for inclusion. */
            leaf?: string | null;
        };
        /** @description What somebody wants to change (FORM-05). */
        Proposal: {
            /**
             * Format: int64
             * @description Not before; without it as soon as it is approved and scheduled.
             */
            apply_at_ms?: number | null;
            /** @description The version that the edits are of. */
            base: string;
            /** @description What shall be better afterwards, and how one sees it. */
            expected: string;
            files: components["schemas"]["EditedFile"][];
            /** @description Why. */
            reason: string;
            /** @description Whom and what it concerns. */
            scope: string;
        };
        /** @description A provider as its button shows it. */
        ProviderBody: {
            key: string;
            name_en: string;
            name_zh: string;
        };
        Purpose: {
            /** @description What it is needed for; stays in the journal. */
            purpose: string;
        };
        QueueEffect: {
            after: components["schemas"]["QueueFate"];
            before: components["schemas"]["QueueFate"];
            name_en: string;
            name_zh: string;
            queue: string;
        };
        QueueFate: {
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            offered: number;
            /**
             * Format: int64
             * @description Mean of those answered.
             */
            wait_ms: number;
        };
        /** @description One queue in one interval. A call counts in the interval in which it entered the queue. */
        QueueFigures: {
            /** Format: int64 */
            abandoned: number;
            /** Format: double */
            abandonment_percent?: number | null;
            /** Format: double */
            answer_rate_percent?: number | null;
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            from_ms: number;
            /**
             * Format: int64
             * @description Talk, hold and wrap-up.
             */
            handle_ms_mean?: number | null;
            /**
             * Format: int64
             * @description Left the queue: answered, abandoned or overflowed.
             */
            offered: number;
            /** Format: int64 */
            overflowed: number;
            queue: string;
            /** Format: double */
            service_level_percent?: number | null;
            /** Format: int64 */
            talk_ms_mean?: number | null;
            /** Format: int64 */
            until_ms: number;
            /** Format: int64 */
            wait_ms_max: number;
            /**
             * Format: int64
             * @description Of answered calls.
             */
            wait_ms_mean?: number | null;
            /**
             * Format: int64
             * @description Answered within the queue's service level time.
             */
            within_service_level: number;
        };
        QueueReport: {
            /** @description By interval, then by queue; intervals without calls are left out. */
            buckets: components["schemas"]["QueueFigures"][];
            /**
             * Format: int32
             * @description Version of the figures' definitions: GLOSSARY.md.
             */
            definition_version: number;
            /** @description The whole span, every queue. */
            totals: components["schemas"]["QueueFigures"][];
        };
        Read: {
            /** @description Of clauses and policies, as `GET /rulebook/reading` gives it. */
            version: string;
        };
        ReaderRow: {
            /** Format: int64 */
            at_ms: number;
            person: components["schemas"]["PersonView"];
        };
        Reassigning: {
            /** @description Person who shall do it. */
            to: string;
        };
        RecordView: {
            fields: Record<string, never>;
            flow: components["schemas"]["Keyed"];
            id: string;
            instance: string;
            /** Format: int64 */
            kept_ms: number;
            kind: string;
            /** Format: int64 */
            number: number;
            parties: components["schemas"]["PersonView"][];
        };
        RecordingInfo: {
            /**
             * Format: int64
             * @description Null while it is being written.
             */
            duration_ms?: number | null;
            id: string;
        };
        RecoveryCodes: {
            /** @description Shown once; each is good for one log-in. */
            codes: string[];
        };
        /** @description A flow to start, filled in as far as it is known. */
        RequestOffer: {
            /** @description By field of the flow's form. */
            fields: {
                [key: string]: string;
            };
            flow: string;
        };
        /** @description A right that somebody may ask for. */
        RequestableView: {
            capability: string;
            cautions: components["schemas"]["NameView"];
            /**
             * Format: int32
             * @description Days from its beginning to its end, at most.
             */
            days_max: number;
            /** @description What the reader holds of it already. */
            held: components["schemas"]["GrantView"][];
            /** @description Posts of the departments that must agree too. */
            joint: components["schemas"]["Keyed"][];
            name: components["schemas"]["NameView"];
            sensitivity: string;
            /** @description Who would decide, stage by stage. */
            stages: components["schemas"]["StageView"][];
            why_not?: components["schemas"]["NameView"] | null;
        };
        RetiredView: {
            /** Format: int64 */
            at_ms: number;
            why: string;
        };
        Returning: {
            /** @description One of `return_to` of the task. */
            to: string;
        };
        Revealed: {
            from: string;
        };
        ReviewDetail: {
            items: components["schemas"]["ReviewItemView"][];
            review: components["schemas"]["ReviewView"];
        };
        /** @description One right under review. */
        ReviewItemView: {
            capability: string;
            capability_en: string;
            capability_zh: string;
            decided_by?: components["schemas"]["PersonView"] | null;
            /** Format: int64 */
            decided_ms?: number | null;
            grant?: string | null;
            holder: components["schemas"]["PersonView"];
            /** @description Silence ends it. */
            is_sensitive: boolean;
            item: string;
            /** Format: int64 */
            last_used_ms?: number | null;
            /** Format: int32 */
            peers_percent: number;
            reviewer: components["schemas"]["PersonView"];
            sensitivity: string;
            /** Format: int64 */
            uses: number;
            /** @description `keep`, `reduce`, `revoke`, `handed_up`; null: open. */
            verdict?: string | null;
            why: string;
        };
        /** @description A review with its progress. */
        ReviewView: {
            by?: components["schemas"]["PersonView"] | null;
            /** Format: int64 */
            decided: number;
            /** Format: int64 */
            ended_ms?: number | null;
            /**
             * Format: int64
             * @description Waits for the superior.
             */
            handed_up: number;
            instance: string;
            /** Format: int64 */
            items: number;
            /** Format: int64 */
            keep: number;
            /** Format: int64 */
            number: number;
            /** Format: int64 */
            reduce: number;
            reviewers: components["schemas"]["ReviewerView"][];
            /** Format: int64 */
            revoke: number;
            /** Format: int64 */
            started_ms: number;
            title: string;
            until: string;
        };
        ReviewerView: {
            /** Format: int64 */
            decided: number;
            /** Format: int64 */
            items: number;
            person: components["schemas"]["PersonView"];
        };
        /** @description A text that the article had or has. */
        RevisionView: {
            /** Format: int64 */
            at_ms: number;
            by?: components["schemas"]["PersonView"] | null;
            /** @description The flow that published it. */
            instance?: string | null;
            /** Format: int32 */
            revision: number;
            section: string;
            text: string;
            title: string;
        };
        /** @description Who gains or loses a right on what. */
        RightEffect: {
            /** @description As `call:view`. */
            action: string;
            action_en: string;
            action_zh: string;
            gains: boolean;
            /** @description Only together with a fresh proof, a purpose, a case or a consent. */
            needs_evidence: boolean;
            on_en: string;
            on_zh: string;
            /** Format: int64 */
            people: number;
            /** @description The first of them. */
            usernames: string[];
        };
        /** @description A right by its key and its names in the rules of today. */
        RightName: {
            capability: string;
            capability_en: string;
            capability_zh: string;
        };
        /** @description One right of one person. */
        RightView: {
            allowed: boolean;
            capability: string;
            capability_en: string;
            capability_zh: string;
            grant?: components["schemas"]["GrantView"] | null;
            /** @description Whether its uses are counted. */
            is_traced: boolean;
            /**
             * Format: int64
             * @description Null with `is_traced`: never used. Looking at pages leaves no trace, so that most rights are not counted.
             */
            last_used_ms?: number | null;
            /** @description Those that give it, else those that refuse it. */
            policies: components["schemas"]["PolicyView"][];
            /** @description How far it reaches: `everything`, `team` or `own`. Null: it is not held. */
            reach?: string | null;
            request?: components["schemas"]["RequestOffer"] | null;
            /** @description `ordinary`, `sensitive` or `critical`. */
            sensitivity: string;
            suspension?: components["schemas"]["SuspensionView"] | null;
            /**
             * Format: int64
             * @description When it ends by itself. Null: it comes with the post, or it is not held.
             */
            until_ms?: number | null;
            /** Format: int64 */
            uses: number;
        };
        RightsEffect: {
            /**
             * Format: int64
             * @description Questions asked of both.
             */
            asked: number;
            items: components["schemas"]["RightEffect"][];
            /** @description Policies that are new, gone or different. */
            policies: string[];
        };
        /** @description Somebody with all rights. */
        RightsView: {
            is_active: boolean;
            person: components["schemas"]["PersonView"];
            qualifications: string[];
            rights: components["schemas"]["RightView"][];
        };
        RollingBack: {
            reason: string;
        };
        /** @description A file of a version, for reading and editing. */
        RuleFile: {
            /** @description Only the operator changes it, in the folder. */
            is_closed: boolean;
            path: string;
            /** @description Null in lists, and for files that only the operator sees. */
            text?: string | null;
        };
        RuleFiles: {
            items: components["schemas"]["RuleFile"][];
            version: string;
        };
        /** @description Who has read the version of today. */
        RulesReading: {
            /** @description `none`, `remind`, `gate`. */
            mode: string;
            read: components["schemas"]["ReaderRow"][];
            unread: components["schemas"]["PersonView"][];
            /** @description Of clauses and policies. */
            version: string;
        };
        SampleDetail: {
            items: components["schemas"]["EvidenceItem"][];
            sample: components["schemas"]["SampleView"];
        };
        /** @description A sample as it was drawn. */
        SampleView: {
            by: components["schemas"]["PersonView"];
            /** @description Numbers of the facts drawn. */
            drawn: number[];
            /** Format: int64 */
            drawn_ms: number;
            /**
             * Format: int64
             * @description Number of the fact that tells of the draw.
             */
            fact: number;
            /** Format: int64 */
            from_ms: number;
            id: string;
            /** @description `grants`, `break_glass`, `reveals`, `violations` or `changes`. */
            of: string;
            /**
             * Format: int64
             * @description Facts of this kind in the period.
             */
            population: number;
            /**
             * Format: int64
             * @description Whoever draws again from the same journal with this seed draws the same.
             */
            seed: number;
            /** Format: int64 */
            size: number;
            /** Format: int64 */
            until_ms: number;
        };
        ScopeView: {
            /** @description `centre`, `team` or `customer`. */
            covers: string;
            id?: string | null;
            name_en: string;
            name_zh: string;
        };
        /** @description The second half of a log-in. Exactly one of `code`, `recovery_code` and `assertion`. */
        SecondFactor: {
            /** @description What the browser's `navigator.credentials.get` answered (`AuthenticationResponseJSON`). */
            assertion?: Record<string, never> | null;
            /** @description Six digits of the authenticator app. */
            code?: string | null;
            recovery_code?: string | null;
            /** @description From the refusal of the first half, or from `POST /session/passkey`. */
            ticket: string;
        };
        /** @description A section with what the reader may do in it. */
        SectionView: {
            /** @description Posts that keep it by hand. None: only approved flows write into it. */
            editors: components["schemas"]["NameView"][];
            key: string;
            may_edit: boolean;
            name: components["schemas"]["NameView"];
            /** Format: int32 */
            review_days: number;
        };
        Sending: {
            /** @description The message's form, if it has one. */
            data?: Record<string, never>;
        };
        ShortReport: {
            /** Format: int32 */
            days: number;
            /**
             * Format: int64
             * @description Refusals from which on a right is listed.
             */
            often: number;
            rights: components["schemas"]["LackedRight"][];
            /** Format: int64 */
            since_ms: number;
        };
        SignOnAsked: {
            /** @description `key` of the provider. */
            provider: string;
            /** @description Where the page goes then: a path of ours. */
            to?: string | null;
        };
        SignedNote: {
            /** Format: int64 */
            at_ms: number;
            /** @description With every cosignature. */
            note: string;
            /** Format: int64 */
            size: number;
            /** @description Names of the witnesses that signed it. */
            witnesses: string[];
        };
        /** @description Somebody who signed on. */
        SignedOn: {
            me: components["schemas"]["Me"];
            /** @description Where they wanted to go; null: to their first room. */
            to?: string | null;
        };
        StageView: {
            people: components["schemas"]["PersonView"][];
            step: components["schemas"]["Keyed"];
        };
        StartForm: {
            form?: string | null;
            /** @description Required here, beyond the form's own. */
            required: string[];
            start: string;
        };
        Starting: {
            /** @description The form. */
            data?: Record<string, never>;
            /** @description Which of its starts; needed where it has several. */
            start?: string | null;
        };
        StepNumbers: {
            /**
             * Format: int64
             * @description Opened to closed.
             */
            cycle_median_ms?: number | null;
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            escalated: number;
            /** Format: double */
            on_time_share?: number | null;
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            returned: number;
            step: components["schemas"]["Keyed"];
            /**
             * Format: int64
             * @description Opened to claimed.
             */
            waiting_median_ms?: number | null;
        };
        /** @description A fresh proof of who asks, exactly one. With a second factor the password alone is not enough. */
        StepUp: {
            assertion?: Record<string, never> | null;
            code?: string | null;
            password?: string | null;
            recovery_code?: string | null;
        };
        StepView: {
            /** Format: int64 */
            done_ms?: number | null;
            /** Format: int64 */
            due_ms?: number | null;
            /** Format: int64 */
            opened_ms?: number | null;
            outcome?: components["schemas"]["Keyed"] | null;
            people: components["schemas"]["PersonView"][];
            /** @description `open`, `done`, `skipped` or `ahead`. */
            state: string;
            step: components["schemas"]["Keyed"];
            /** Format: int32 */
            times: number;
            was_late: boolean;
        };
        SteppedUp: {
            /**
             * Format: int64
             * @description Until then acts that need a fresh proof are open to this session.
             */
            until_ms: number;
        };
        /** @description One sentence of the story; the UI words it by `kind`. */
        StoryEntry: {
            actor?: components["schemas"]["PersonView"] | null;
            /** Format: int64 */
            at_ms: number;
            by?: components["schemas"]["PersonView"] | null;
            /** Format: int64 */
            due_ms?: number | null;
            fields: components["schemas"]["FieldView"][];
            is_signed: boolean;
            /** @description The fact's kind, as `task_closed`. */
            kind: string;
            outcome?: components["schemas"]["Keyed"] | null;
            /** @description To whom it went. */
            people: components["schemas"]["PersonView"][];
            /** @description Ids of the policies under which it was allowed. */
            reasons: string[];
            /** Format: int64 */
            seq: number;
            step?: components["schemas"]["Keyed"] | null;
            /** Format: int64 */
            task?: number | null;
            text?: string | null;
        };
        /** @description What the provider's directory says of a person. */
        SubjectAsked: {
            /** @description `key` of the provider. */
            provider: string;
            /** @description As the provider's ID tokens say it (`sub`). */
            subject: string;
        };
        /** @description What a suspension did: with the violation case that it opened. */
        SuspendedView: {
            instance?: string | null;
            suspension: components["schemas"]["SuspensionView"];
        };
        /** @description A stop of one right or of all (AUTH-42, AUTH-50). */
        SuspensionView: {
            by?: components["schemas"]["ActorView"] | null;
            call?: string | null;
            /** @description Nothing: whatever the person may do. */
            capability?: string | null;
            capability_en: string;
            capability_zh: string;
            id: string;
            instance?: string | null;
            is_in_force: boolean;
            lifted?: components["schemas"]["EndedView"] | null;
            /** @description Whether the reader may lift it. */
            may_lift: boolean;
            person: components["schemas"]["HolderView"];
            reason: string;
            /** Format: int64 */
            since_ms: number;
            /**
             * Format: int64
             * @description Nothing: until it is lifted.
             */
            until_ms?: number | null;
        };
        TakingBack: {
            /** @description One of `take_back` of the instance. */
            step: string;
        };
        TaskAllowed: {
            add_signer: boolean;
            claim: boolean;
            complete: boolean;
            give_back: boolean;
            reassign: boolean;
            why_not?: components["schemas"]["NameView"] | null;
        };
        TaskAt: {
            instance: string;
            /** Format: int64 */
            task: number;
        };
        /** @description For the badge. */
        TaskCounts: {
            /**
             * Format: int64
             * @description Due within today.
             */
            due_today: number;
            /** Format: int64 */
            notices_to_acknowledge: number;
            /** Format: int64 */
            notices_unread: number;
            /** Format: int64 */
            open: number;
            /** Format: int64 */
            overdue: number;
        };
        TaskRow: {
            actor?: components["schemas"]["PersonView"] | null;
            applicant?: components["schemas"]["PersonView"] | null;
            by?: components["schemas"]["PersonView"] | null;
            /**
             * Format: int64
             * @description Set when it is done.
             */
            closed_ms?: number | null;
            /** Format: int64 */
            due_ms?: number | null;
            flow: components["schemas"]["Keyed"];
            form?: string | null;
            holder?: components["schemas"]["PersonView"] | null;
            instance: string;
            /** @description May be done for many at once. */
            is_batch: boolean;
            is_overdue: boolean;
            /** @description Asks for the password again. */
            is_signed: boolean;
            /**
             * Format: int64
             * @description Number of the instance, for people.
             */
            number: number;
            of: string;
            /** Format: int64 */
            opened_ms: number;
            outcome?: components["schemas"]["Keyed"] | null;
            outcomes: components["schemas"]["Keyed"][];
            people: components["schemas"]["PersonView"][];
            /** Format: int32 */
            stage?: number | null;
            /** @description Step with its stage from 0, when it is one of several. */
            step: components["schemas"]["Keyed"];
            /** @description Up to three fields of the instance, to tell it from others: `王芳 · 3 天 · 11-25`. */
            summary: components["schemas"]["FieldView"][];
            /** Format: int64 */
            task: number;
            why: components["schemas"]["WhyMe"];
        };
        TaskView: components["schemas"]["TaskRow"] & {
            allowed: components["schemas"]["TaskAllowed"];
            /** Format: int64 */
            draft_saved_ms?: number | null;
            /** @description What the instance holds so far, in the order in which it came. */
            fields: components["schemas"]["FieldView"][];
            form_schema?: components["schemas"]["FormView"] | null;
            /** @description What the form begins with: fields known already, or the draft. */
            prefilled: Record<string, never>;
            /** @description Required here, beyond the form's own. */
            required: string[];
            /** @description Outcome → what it needs beyond that, as a reason for refusing. */
            required_on: {
                [key: string]: string[];
            };
            /** @description 退回: where it may be sent back. */
            return_to: components["schemas"]["Keyed"][];
        };
        TokenAsked: {
            /**
             * Format: int64
             * @description 1 to 366.
             */
            days: number;
            /** @description What it is for. */
            name?: string;
            /** @description Actions that it is good for, each one that the reader has; null: whatever the reader may. */
            scope?: string[] | null;
        };
        TokenInfo: {
            /** Format: int64 */
            expires_ms: number;
            id: string;
            name: string;
        };
        TokenMade: {
            /** @description For `Authorization: Bearer`. Shown once. */
            secret: string;
            token: components["schemas"]["TokenRow"];
        };
        TokenRow: {
            /** Format: int64 */
            expires_ms: number;
            id: string;
            /** Format: int64 */
            issued_ms: number;
            name: string;
            /** @description Actions that it is good for; null: whatever the person may. */
            scope?: string[] | null;
            /** Format: int64 */
            used_ms?: number | null;
            /** @description Whose. */
            username: string;
        };
        /** @description The key for an authenticator app, shown once. */
        TotpBody: {
            /** @description QR code, SVG. */
            picture: string;
            /** @description The key to type, base32. */
            secret: string;
            /** @description `otpauth://…`, as the picture says it. */
            uri: string;
        };
        /** @description A right that was not used in the span. */
        UnusedRight: {
            capability: string;
            capability_en: string;
            capability_zh: string;
            grant?: components["schemas"]["GrantView"] | null;
            /** @description `grant`: a right for a time; `standing`: it comes with a post. */
            kind: string;
            /**
             * Format: int64
             * @description Null: never, as far as facts tell.
             */
            last_used_ms?: number | null;
            person: components["schemas"]["PersonView"];
            /** @description Of a standing right: `everything`, `team` or `own`. */
            reach?: string | null;
            sensitivity: string;
            /** Format: int64 */
            uses: number;
        };
        UseBrief: {
            /** Format: int64 */
            at_ms: number;
            /** Format: int64 */
            fact: number;
            /** @description What for, where that was asked. */
            purpose: string;
            /** @description Kind and id, as `call 0192…`. */
            resource: string;
            /** @description As `phone`, `number` or `recording`. */
            what: string;
        };
        /** @description A version that was in force. */
        VersionView: {
            /** Format: int64 */
            at_ms: number;
            /** @description By which change; null: from the operator's folder. */
            change?: string | null;
            hash: string;
            is_in_force: boolean;
            /** @description Its texts are kept and can be read. */
            is_kept: boolean;
        };
        Versions: {
            folder?: components["schemas"]["FolderDiffers"] | null;
            items: components["schemas"]["VersionView"][];
        };
        /** @description One case with what came before it and what it restricts. */
        ViolationDetail: {
            /** @description Of the same person, the oldest first. */
            earlier: components["schemas"]["ViolationView"][];
            open?: components["schemas"]["OpenCase"] | null;
            suspensions: components["schemas"]["SuspensionView"][];
            violation?: components["schemas"]["ViolationView"] | null;
        };
        ViolationLedger: {
            /** @description The newest first. */
            ledger: components["schemas"]["ViolationView"][];
            /** @description Cases that have not ended. */
            open: Record<string, never>[];
            /**
             * Format: int64
             * @description Of the person asked about, else of all shown.
             */
            points: number;
        };
        /** @description One line of the ledger. */
        ViolationView: {
            /** @description Its case. */
            instance: string;
            /** @description Something is restricted because of it now. */
            is_restricted: boolean;
            person: components["schemas"]["PersonView"];
            /**
             * Format: int32
             * @description Off the performance.
             */
            points: number;
            /** Format: int64 */
            recorded_ms: number;
            /** Format: int64 */
            restricted_until_ms?: number | null;
            /**
             * Format: int32
             * @description 1 minor, 2 repeated or serious, 3 grave; 0: taken back.
             */
            tier: number;
            what: string;
        };
        /** @description What the provider sent the browser back with, as it stands in the address. */
        WayBack: {
            code?: string | null;
            error?: string | null;
            iss?: string | null;
            state: string;
        };
        /** @description Where the browser goes now. It comes back to `/sign-on`. */
        WayOut: {
            url: string;
        };
        /** @description How to prove who one is. */
        WaysBody: {
            /** @description Options for the browser's `navigator.credentials.get`; null: no passkey. */
            passkey?: Record<string, never> | null;
            password: boolean;
            recovery_codes: boolean;
            /** @description Of a log-in that waits; null within a session. */
            ticket?: string | null;
            totp: boolean;
        };
        /** @description Who may do something, among those whose rights the reader may see. */
        WhoView: {
            action: string;
            action_en: string;
            action_zh: string;
            holders: components["schemas"]["HolderOfRight"][];
            is_traced: boolean;
            sensitivity: string;
            /**
             * Format: int64
             * @description The others, of whom it was asked.
             */
            without: number;
        };
        /** @description Why it stands in the reader's inbox. */
        WhyMe: {
            /** @enum {string} */
            because: "candidate";
            others: number;
        } | {
            /** @enum {string} */
            because: "alone";
        } | {
            /** @enum {string} */
            because: "holder";
        } | {
            /** @enum {string} */
            because: "deputy";
            of: components["schemas"]["PersonView"];
        } | {
            /** @enum {string} */
            because: "escalated";
        } | {
            /** @enum {string} */
            because: "watcher";
        };
        /** @description A decision with everything that it rests on. */
        WhyView: {
            action: string;
            action_en: string;
            action_zh: string;
            allowed: boolean;
            grant?: components["schemas"]["GrantView"] | null;
            /** @description Allowed: those that permit it. Refused: those that forbid it, else the nearest that did not match. */
            policies: components["schemas"]["PolicyView"][];
            request?: components["schemas"]["RequestOffer"] | null;
            /** @description `ordinary`, `sensitive` or `critical`. */
            sensitivity: string;
            /** @description Only a fresh proof of who asks is lacking. */
            step_up: boolean;
            suspension?: components["schemas"]["SuspensionView"] | null;
        };
        WithReason: {
            /** @description For the journal and for the person concerned. */
            reason: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    access_break_glass: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEmergency"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_grants: {
        parameters: {
            query?: {
                /** @description `coming`, `live`, `expired`, `revoked` or `replaced`. */
                state?: string;
                person?: string;
                /** @description The action's name, as `recording:play`. */
                capability?: string;
                /** @description 1 to 200, default 50. */
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_GrantView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_grant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_mine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RightsView"];
                };
            };
        };
    };
    access_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RightsView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_report_over: {
        parameters: {
            query?: {
                /** @description From 1 to 366; 90 unless given. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverReport"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_report_short: {
        parameters: {
            query?: {
                /** @description From 1 to 366; 90 unless given. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShortReport"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_requestable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_RequestableView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_reviews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_ReviewView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_suspensions: {
        parameters: {
            query?: {
                person?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_SuspensionView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSuspension"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuspendedView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_lift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuspensionView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_who: {
        parameters: {
            query: {
                action: string;
                /** @description Only people of this team. */
                team?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhoView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    access_why: {
        parameters: {
            query: {
                /** @description As `number:reveal`. */
                action: string;
                /** @description `centre`, `team`, `person`, `call`, `customer`, `flow`, `instance` or `task`. */
                kind: string;
                /** @description Of a task: its instance, a dot, its number. */
                id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhyView"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_factors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_FactorRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_totp_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_totp_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorMade"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_factor_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_identities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_IdentityRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_identity_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WayOut"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_identity_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WayBack"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityMade"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_identity_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_passkey_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_passkey_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskey"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorMade"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_DeviceRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_sessions_end: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_session_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_TokenRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_token_issue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    account_token_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    attachments_add: {
        parameters: {
            query: {
                /** @description The file's name, as people shall see it. */
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 10 MiB of PNG, JPEG, PDF, XLSX, DOCX, CSV, text, WAV or MP3 */
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    attachments_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_findings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_FindingView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_open_finding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFinding"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_report_pdf: {
        parameters: {
            query: {
                from_ms: number;
                until_ms: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": number[];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_report_xlsx: {
        parameters: {
            query: {
                from_ms: number;
                until_ms: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_samples: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_SampleView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_draw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSample"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    audit_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    calls_list: {
        parameters: {
            query?: {
                /** @description Rows of a page, 1 to 200; default 50. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Started at or after. */
                from_ms?: number;
                /** @description Started before. */
                until_ms?: number;
                queue?: string;
                agent?: string;
                /** @description `live`, `ivr`, `answered`, `abandoned`, `overflowed` or `refused`. */
                outcome?: string;
                /** @description The caller's whole number, or the beginning or end of what is shown of it, or of the dialled number. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallsPage"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    calls_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    calls_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerOfCall"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    calls_set_disposition: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Disposition"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    calls_reveal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Purpose"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_find: {
        parameters: {
            query?: {
                /** @description A whole telephone number; parts find nothing. */
                phone?: string;
                /** @description A whole name. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomersFound"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerFields"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerAdded"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerView"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerFields"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_consent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FieldAsked"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentGiven"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                field: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Because"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Because"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_lift_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Because"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    customers_reveal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FieldAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldRevealed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    delegations_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_DelegationView"];
                };
            };
        };
    };
    delegations_give: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDelegation"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DelegationView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    delegations_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    drafts_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftView"] | null;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    drafts_save: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Drafting"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    drafts_drop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    floor_now: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FloorNow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_FlowRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_export: {
        parameters: {
            query: {
                format: "ocel" | "xes";
                /** @description Only this flow. */
                flow?: string;
                /** @description Started at or after. */
                from_ms: number;
                /** @description Started before. */
                to_ms: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_numbers: {
        parameters: {
            query: {
                /** @description Only this flow. */
                flow?: string;
                /** @description Started at or after. */
                from_ms: number;
                /** @description Started before. */
                to_ms: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_FlowNumbers"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_bpmn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_migration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MigrationView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_migrate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MigrationView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    flows_start: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Starting"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    instances_list: {
        parameters: {
            query?: {
                /** @description Default `mine`. */
                box?: "mine" | "team" | "all" | "overdue" | "took";
                flow?: string;
                state?: "open" | "ended";
                /** @description Rows of a page, 1 to 200; default 50. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_InstanceRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    instances_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceView"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    instances_send: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sending"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    instances_take_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakingBack"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    journal_list: {
        parameters: {
            query?: {
                /** @description Facts after this number; default 0. */
                after?: number;
                /** @description 1 to 1,000; default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactsPage"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    journal_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    journal_checkpoints: {
        parameters: {
            query?: {
                /** @description Notes about more facts than this; default 0. */
                after?: number;
                /** @description 1 to 200; default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotesPage"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    journal_cosign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CosignatureGiven"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    journal_proof: {
        parameters: {
            query?: {
                /** @description A size that was seen before. */
                from?: number;
                /** @description A later size, at most the last that was signed. */
                to?: number;
                /** @description Number of a fact less one. */
                index?: number;
                /** @description A size, at most the last that was signed. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proof"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_list: {
        parameters: {
            query?: {
                /** @description Words of title or text; all of the first three have to be there. */
                q?: string;
                section?: string;
                /** @description Only what has to be looked at again. */
                due?: boolean;
                /** @description What was taken out, instead of what is in. */
                retired?: boolean;
                cursor?: string;
                /** @description From 1 to 200; 50 unless given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_ArticleView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_publish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticleText"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleDetail"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_sections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_SectionView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticleChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleDetail"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticleLooked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleDetail"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    knowledge_retire: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticleOut"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleDetail"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    live_open: {
        parameters: {
            query?: {
                /** @description `1`: this socket is the person's desk; it signs the agent in. */
                desk?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching to WebSocket; JSON text messages of at most 64 KiB */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    lookup: {
        parameters: {
            query: {
                kind: "person" | "queue" | "team";
                /** @description Part of the name; empty: the first ones. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_LookupItem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    notices_list: {
        parameters: {
            query?: {
                /** @description Default `open`. */
                box?: "open" | "all" | "sent";
                /** @description Rows of a page, 1 to 200; default 50. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_NoticeView"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    notices_send: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notice"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    notices_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeReaders"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    notices_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    notices_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_list: {
        parameters: {
            query?: {
                /** @description A whole order number. */
                number?: string;
                /** @description Only orders of this customer. */
                customer?: string;
                /** @description `placed`, `shipped`, `delivered`, `cancelled`, `stop_requested` or `returned`. */
                state?: string;
                cursor?: string;
                /** @description From 1 to 200; 50 unless given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_OrderView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_take: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderTaken"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderImported"];
            };
        };
        responses: {
            /** @description The number was known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_address: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderAddress"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderGivenUp"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_delivered: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_exchange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderGoods"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_returned: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    orders_shipped: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonRow"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_disable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_enable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_end_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_identities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_IdentityRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_identity_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubjectAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityMade"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    people_identity_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                identity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    recordings_audio: {
        parameters: {
            query?: never;
            header?: {
                Range?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    recordings_peaks: {
        parameters: {
            query?: {
                /** @description Bars, 1 to 4,000; default 400. */
                buckets?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Peaks"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    records_list: {
        parameters: {
            query?: {
                /** @description Only records of this kind. */
                kind?: string;
                /** @description Rows of a page, 1 to 200; default 50. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_RecordView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    reports_queues: {
        parameters: {
            query: {
                from_ms: number;
                until_ms: number;
                /** @description `half_hour`, `hour`, `day` or `whole`; default `day`. */
                bucket?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueReport"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    rulebook_in_force: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    rulebook_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Read"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnReading"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    rulebook_acknowledgements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesReading"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changes_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_ChangeRowView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changes_propose: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proposal"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changes_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Edits"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changes_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeView"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changes_roll_back: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollingBack"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    rulebook_clauses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClauseBoard"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    rulebook_files: {
        parameters: {
            query?: {
                /** @description Without it the one in force. */
                version?: string;
                /** @description This file, with its text. */
                path?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleFiles"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    rulebook_reading: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnReading"];
                };
            };
        };
    };
    rulebook_versions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    session_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaysBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactor"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_sign_on_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOnAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WayOut"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_sign_on_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WayBack"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOn"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_step_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepUp"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SteppedUp"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_step_up_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaysBody"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    session_ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Door"];
                };
            };
        };
    };
    tasks_list: {
        parameters: {
            query?: {
                /** @description Default `open`. */
                box?: "open" | "done";
                /** @description Only tasks of this flow. */
                flow?: string;
                /** @description Rows of a page, 1 to 200; default 50. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_TaskRow"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_complete_many: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompletingMany"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResults"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_counts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskCounts"];
                };
            };
        };
    };
    tasks_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_add_signer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Asking"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_claim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_complete: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Completing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_give_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_one_time_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimePassword"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_reassign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reassigning"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskView"] | null;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tasks_return: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                task: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Returning"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceView"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    tokens_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageBody_TokenRow"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    token_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    violations_list: {
        parameters: {
            query?: {
                person?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViolationLedger"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    violations_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViolationDetail"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
}

// Made by `npm run api` from crates/server/openapi.json. Do not edit.
export interface paths {
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
        CallsPage: {
            items: components["schemas"]["CallRow"][];
            next?: string | null;
        };
        Centre: {
            name_en: string;
            name_zh: string;
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
        Credentials: {
            password: string;
            username: string;
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
        DraftView: {
            data: Record<string, never>;
            /** Format: int64 */
            saved_ms: number;
        };
        Drafting: {
            /** @description As far as it is filled in; nothing is checked. */
            data: Record<string, never>;
        };
        EndCount: {
            /** Format: int64 */
            count: number;
            end: components["schemas"]["Keyed"];
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
        /** @description What is wrong with one field of a form. */
        FieldProblem: {
            /** @description For programs: the keyword of JSON Schema that it fails, or `check`, `type`. */
            code: string;
            en: string;
            /** @description JSON pointer, as `/from`; empty: the form as a whole. */
            path: string;
            zh: string;
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
        FormView: {
            key: string;
            /** @description JSON Schema 2020-12 with the hints told in `rulebook/forms/README.md`. */
            schema: Record<string, never>;
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
            person: components["schemas"]["PersonInfo"];
            /** Format: int64 */
            server_time_ms: number;
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
        Notice: {
            must_acknowledge?: boolean;
            people?: string[];
            /** @description Posts, as `agent`. */
            roles?: string[];
            teams?: string[];
            text: string;
            title: string;
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
        /** @description As it stands in the body. */
        ProblemBody: {
            /** @description Stable name of the problem. */
            code: string;
            detail?: string | null;
            /** @description Of a form: what is wrong, by JSON pointer; the empty pointer is the form as a whole. */
            fields?: components["schemas"]["FieldProblem"][];
            /** @description Policies in people's words, with what the reader can do. */
            reasons: Record<string, never>[];
            request_id?: string | null;
            /** Format: int32 */
            status: number;
            title: string;
            /** @description `about:blank`: the code says it all. */
            type: string;
        };
        Purpose: {
            /** @description What it is needed for; stays in the journal. */
            purpose: string;
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
        Returning: {
            /** @description One of `return_to` of the task. */
            to: string;
        };
        Revealed: {
            from: string;
        };
        Sending: {
            /** @description The message's form, if it has one. */
            data?: Record<string, never>;
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
        TokenInfo: {
            /** Format: int64 */
            expires_ms: number;
            id: string;
            name: string;
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
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
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
                /** @description Beginning or end of the caller's or the dialled number. */
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
}

// Made by `npm run api` from crates/server/openapi.json. Do not edit.
export interface paths {
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
        Credentials: {
            password: string;
            username: string;
        };
        Disposition: {
            /** @description A leaf of the queue's tree. */
            code: string;
            note?: string;
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
        /** @description As it stands in the body. */
        ProblemBody: {
            /** @description Stable name of the problem. */
            code: string;
            detail?: string | null;
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
        RecordingInfo: {
            /**
             * Format: int64
             * @description Null while it is being written.
             */
            duration_ms?: number | null;
            id: string;
        };
        Revealed: {
            from: string;
        };
        TokenInfo: {
            /** Format: int64 */
            expires_ms: number;
            id: string;
            name: string;
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
}

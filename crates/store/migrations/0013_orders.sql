-- Orders of customers, and what happened to each.

-- `number`: seq of the fact that took it, the order of lists. `order_no`: as the customer knows it. `address`: sealed.
-- `taken_by`: nobody when another system took it. `approved_by`: who approved its stop (AUTH-18), in `instance_id`.
CREATE TABLE customer_order (
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL CONSTRAINT customer_order_id_unique UNIQUE,
    order_no TEXT NOT NULL CONSTRAINT customer_order_no_unique UNIQUE,
    customer_id TEXT NOT NULL,
    product TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    address TEXT,
    state TEXT NOT NULL
        CHECK (state IN ('placed', 'shipped', 'delivered', 'cancelled', 'stop_requested', 'returned')),
    taken_by TEXT,
    approved_by TEXT,
    instance_id TEXT,
    placed_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX customer_order_customer ON customer_order (customer_id, number);
CREATE INDEX customer_order_state ON customer_order (state, number);
CREATE INDEX customer_order_taken ON customer_order (taken_by, number);

-- One thing that happened to an order. `note`: the product and amount of an exchange, the reason of an end; never an address.
CREATE TABLE order_step (
    number BIGINT PRIMARY KEY,
    order_id TEXT NOT NULL,
    step TEXT NOT NULL,
    person_id TEXT,
    instance_id TEXT,
    note TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX order_step_order ON order_step (order_id, number);

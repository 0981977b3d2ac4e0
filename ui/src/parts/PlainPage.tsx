// Title, tools and body of a page that needs nothing of antd: what is opened on a phone stays light.

import type { ReactNode } from "react";
import css from "./console.module.css";

export function PlainPage(props: { title: ReactNode; note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.page}>
      <header className={css.header}>
        <div>
          <h1>{props.title}</h1>
          {props.note && <p>{props.note}</p>}
        </div>
        {props.tools && <div className={css.tools}>{props.tools}</div>}
      </header>
      {props.children}
    </div>
  );
}

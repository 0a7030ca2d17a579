/* report_script.c - what makes tables sortable where scripts run; without it they are as they are.
 */
#include "report_parts.h"

/* A heading becomes a button, which the keyboard reaches. Cells compare by their first number, or
 * as text. What stands once for several rows is said in each of them before they part. */
const char report_script[] =
    "'use strict';\n"
    "for(const table of document.querySelectorAll('table')){\n"
    "const head=table.tHead,body=table.tBodies[0];\n"
    "if(!head||!body||body.rows.length<3||table.matches('.overview'))continue;\n"
    "[...head.rows[0].cells].forEach((cell,column)=>{\n"
    "const button=document.createElement('button');button.type='button';\n"
    "button.append(...cell.childNodes);cell.append(button);\n"
    "button.addEventListener('click',()=>{\n"
    "const up=cell.getAttribute('aria-sort')!=='ascending';\n"
    "for(const other of head.rows[0].cells)other.removeAttribute('aria-sort');\n"
    "cell.setAttribute('aria-sort',up?'ascending':'descending');\n"
    "for(const once of body.querySelectorAll('[data-once]'))"
    "once.textContent=once.dataset.once;\n"
    "table.classList.add('sorted');\n"
    "const key=row=>{const text=row.cells[column]?row.cells[column].textContent.trim():'';\n"
    "const number=parseFloat(text.replace(/^\\[/,''));return{text,number}};\n"
    "const rows=[...body.rows].map(row=>({row,...key(row)}));\n"
    "rows.sort((a,b)=>{const numbers=!isNaN(a.number)&&!isNaN(b.number);\n"
    "const order=numbers?a.number-b.number:a.text.localeCompare(b.text);\n"
    "return up?order:-order});\n"
    "for(const{row}of rows)body.append(row)})})}\n"
    "for(const area of document.querySelectorAll('.scroll'))\n"
    "if(area.scrollWidth>area.clientWidth)area.tabIndex=0;\n";

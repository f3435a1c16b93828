namespace TraceLlm.Monitor.Net.Demo;

/// <summary>What the made-up traces are made of.</summary>
internal static class DemoPhrases
{
    /// <summary>Prompts as people and agents write them: short, long, of several lines, wide, with pictures and with
    /// markup.</summary>
    public static readonly string[] Prompts =
    [
        "Explain how vector databases rank results, with one small example",
        "Summarise the attached incident report in three bullet points",
        "Write a SQL query that finds customers with two orders on one day",
        "Translate to German: \"Your parcel has left our warehouse.\"",
        "次の文章を英語に翻訳してください: 今日は天気がとても良いです",
        "请用一句话解释量子纠缠，并举一个生活中的例子",
        "이 리뷰의 감정을 분류해 주세요: \"배송은 빨랐지만 포장이 아쉬워요\"",
        "Plan a three-day trip to Kyoto 🏯 with a budget of $800",
        "Which of these tickets are duplicates? #4812 #4813 #4820 #4931",
        "Refactor this function to be asynchronous:\n\ndef load(path):\n    return open(path).read()",
        "You are a careful support agent. The customer says: my invoice shows the wrong VAT number, can you correct it today?",
        "Extract name, date and amount as JSON from: \"Paid 1,249.00 EUR to Kästner GmbH on 3 March\"",
        "What changed between release 2.4 and 2.5? Answer from the changelog only",
        "Generate five subject lines for the spring newsletter 🌷",
        "Rewrite for a twelve-year-old: the mitochondrion is the site of oxidative phosphorylation",
        "Is this message spam? \"Congratulations!!! You have been selected [click here]\"",
        "Find the bug: for i in range(len(items)): items.remove(items[i])",
        "Compare PostgreSQL and SQLite for a desktop application with 10 GB of data",
        "Draft a polite reminder for an unpaid invoice (second notice)",
        "👩‍💻 Review this pull request and list only the blocking problems",
        "Classify the intent: \"I want to change my flight to Tuesday morning\"",
        "Quelle est la différence entre une mutex et un sémaphore ? Réponds en deux phrases",
        "Given the meeting notes below, who owns which action item?\n- Ana: budget\n- Li: hiring plan\n- Tom: legal",
        "Write unit tests for parse_duration(\"1h30m\")",
        "Why does my Kubernetes pod restart with exit code 137?",
        "اكتب وصفًا قصيرًا لمنتج: سماعات لاسلكية",
        "Create a regular expression for ISO 8601 dates and explain each part",
        "Score this answer from 1 to 5 against the rubric and justify the score",
        "Turn these survey answers into three personas",
        "Search the knowledge base for \"refund policy\" and cite the paragraph",
    ];

    public static readonly string[] Tools =
    [
        "vector_search", "web_search", "sql_query", "rerank", "llm_call",
        "summarise", "code_runner", "fetch_url", "planner", "calendar",
    ];

    public static readonly string[] FailureReasons =
    [
        "Tool timeout after 30 s", "Rate limit reached (429)", "Context length exceeded",
        "Tool returned invalid JSON", "Upstream connection reset",
    ];

    public static readonly string[] Projects = ["checkout-bot", "rag-search", "support-agent", "default"];

    public static readonly string[] Environments = ["production", "production", "production", "staging", "development"];

    /// <summary>Models, how often each is called, and its median latency in milliseconds.</summary>
    public static readonly (string Name, int Weight, double MedianMs)[] Models =
    [
        ("gpt-4.1-mini", 30, 620),
        ("gpt-4o", 18, 1150),
        ("claude-sonnet-4", 16, 1400),
        ("gemini-2.5-flash", 14, 480),
        ("llama-3.1-70b-instruct", 10, 900),
        ("mistral-large", 7, 1050),
        ("deepseek-r1", 5, 3800),
    ];
}

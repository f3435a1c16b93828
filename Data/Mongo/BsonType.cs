namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The type byte of a BSON element (bsonspec.org, version 1.1), the deprecated ones included: old documents hold
/// them.</summary>
internal enum BsonType : byte
{
    /// <summary>Not a type: the byte that ends a document.</summary>
    EndOfDocument = 0x00,

    Double = 0x01,
    String = 0x02,
    Document = 0x03,
    Array = 0x04,
    Binary = 0x05,
    Undefined = 0x06,
    ObjectId = 0x07,
    Boolean = 0x08,

    /// <summary>Milliseconds since 1970, signed.</summary>
    DateTime = 0x09,

    Null = 0x0A,
    Regex = 0x0B,
    DbPointer = 0x0C,
    Code = 0x0D,
    Symbol = 0x0E,
    CodeWithScope = 0x0F,
    Int32 = 0x10,

    /// <summary>MongoDB's internal replication time, not a date.</summary>
    Timestamp = 0x11,

    Int64 = 0x12,
    Decimal128 = 0x13,
    MaxKey = 0x7F,
    MinKey = 0xFF,
}
